export { CHOICES, type Choice, choiceAt } from "./choices.js";
export { type DemonstrationOptions, demonstrate } from "./demonstration.js";
export {
  type Problem,
  problemsOf,
  promptTokens,
  sampleProblem,
} from "./problem.js";
export {
  type CountdownRules,
  MAX_RESPONSE_TOKENS,
  maxResponseTokens,
  type Operation,
  STANDARD_RULES,
} from "./rules.js";
export type {
  State,
  Step,
} from "./steps.js";
export { countdownTask } from "./task.js";
export {
  type CountdownVerdict,
  type Outcome,
  ROLE,
  ROLE_NAMES,
  verify,
} from "./verifier.js";
export {
  decodeTokens,
  EOS,
  encodeWords,
  numberToken,
  PAD,
  requireVocabulary,
  speaksCountdown,
  TOKEN,
  VOCAB_SIZE,
  VOCABULARY,
} from "./vocabulary.js";
