export { type ChoiceShare, choiceShares, waitingShare } from "./choice-shares.js";
export { type EntropyStep, entropyStep } from "./entropy-step.js";
export {
  type EntropySummary,
  type MeasuredTokens,
  type SummaryBuilder,
  summaryBuilder,
} from "./entropy-summary.js";
export type { GradientShare } from "./gradient-shares.js";
export type {
  EntropyShift,
  LearnedToken,
  ReadTwice,
} from "./learned-tokens.js";
export { forcedEntropies, type MeasuredRollouts, measuredRollouts } from "./measured-rollouts.js";
export {
  type Prompt,
  type PromptLimits,
  parsePrompt,
  parsePrompts,
  parseScoredText,
  problemPrompt,
} from "./prompt.js";
export { type RecordedSummary, readSummary, summaryDistribution } from "./recorded-summary.js";
export { type RoundingShift, roundingShift } from "./rounding-shift.js";
export { type MeasuredResponse, sampledResponses } from "./sampled-responses.js";
export * from "./served/index.js";
export { meanOverProblems, pairedDifference, type SplitScores, splitDecoding } from "./split-decoding.js";
export {
  type GridsOfModel,
  gridsText,
  type RecordedGrids,
  readGrids,
  type TemperatureGrid,
  temperatureGrid,
} from "./temperature-grid.js";
export { type TokenClass, type TokenClassMean, tokenClass } from "./token-classes.js";
export {
  type DrawnGradients,
  drawnTokenGradients,
  type GradientToken,
} from "./token-gradients.js";
export { problemOfTokens, sharedTokens, tokenMean, tokensOfRole } from "./token-means.js";
export { readTrainingLog, type Spread, type TrainingLog } from "./training-log.js";
export { type ReleasedTokens, releasedTokens, type UpdateRatios, updateRatios } from "./update-ratios.js";
export { readWhatWasLearned, type WhatWasLearned, whatWasLearned } from "./what-was-learned.js";
export {
  type WriteOptions,
  type WrittenResponse,
  writeCountdownResponses,
  writeResponses,
  writeServedResponses,
} from "./written-responses.js";
export { type WrittenSummary, writtenSummaries } from "./written-summaries.js";
