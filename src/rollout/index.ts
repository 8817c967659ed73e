export { type RolloutBatch, responseTokens } from "./rollout-batch.js";
export { type SampleOptions, type SamplingProgress, sampleResponses } from "./sample-responses.js";
export {
  type ScoreOptions,
  type Sequence,
  type SequenceScores,
  scoreSequences,
  sequencesOf,
} from "./score-sequences.js";
export { type DecodingState, type TemperatureRule, twoTemperatures } from "./temperature.js";
export { type ResponseTokens, responseTokenColumns } from "./token-columns.js";
export { type VerifiedRollouts, verifiedRollouts } from "./verified-rollouts.js";
