export { type AnswerOptions, answeredProblems } from "./answered-problems.js";
export type { ScoredStatistic } from "./distribution-statistics.js";
export { atOnce, inTurns, type Stepwise } from "./in-turns.js";
export { PLACES_PER_TOKEN, packedBatches } from "./packed-batches.js";
export {
  type SampledResponses,
  type SampleOptions,
  type Sampler,
  type SamplingProgress,
  sampleResponses,
  sampleStepwise,
} from "./sample-responses.js";
export {
  type ScoreOptions,
  type SequenceScores,
  scoreSequences,
  scoreTokens,
  type TokenScores,
} from "./score-sequences.js";
export { type DecodingState, type TemperatureRule, twoTemperatures } from "./temperature.js";
export {
  inputLength,
  type LaidOutBatch,
  layOut,
  pickStates,
  type SelectedSequence,
  type SelectedStates,
  type Sequence,
  selectedStates,
  type TokenBatch,
  tokenBatches,
  wholeSequence,
} from "./token-batches.js";
export {
  sequencesOf,
  taskPrompt,
  taskResponses,
  type VerifiedRollouts,
  type VerifyOptions,
  verifiedRollouts,
  verifiedStepwise,
} from "./verified-rollouts.js";
