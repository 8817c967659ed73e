export { chosenRuns, type RunChoice } from "./plan/chosen-runs.js";
export {
  BASE_CONDITIONS,
  type Condition,
  conditionsOf,
  LANGUAGE_CONDITIONS,
  LENGTH_CONDITIONS,
  SIZE_CONDITIONS,
} from "./plan/conditions.js";
export { type Experiment, LAST_MODEL, STUDY_DEFAULTS } from "./plan/experiment.js";
export { heldOutSplits } from "./plan/held-out.js";
export { studyRate } from "./plan/learning-rates.js";
export { type PlannedRun, plannedRuns, STUDY_PRESETS, type StudyPreset } from "./plan/planned-runs.js";
export {
  type DecorationCondition,
  type DecorationRuns,
  decorationRuns,
  lostVisits,
} from "./results/decoration.js";
export {
  DIFFICULTIES,
  type DifficultyThirds,
  difficultyThirds,
  gapOnProblems,
} from "./results/difficulty-thirds.js";
export { type EntropyKeepers, entropyKeepers } from "./results/entropy-keepers.js";
export { type FineTuningRuns, fineTuningRuns } from "./results/fine-tuning.js";
export { type ForgettingRuns, forgettingRuns } from "./results/forgetting.js";
export {
  type ComparedFormatRuns,
  comparedFormatRuns,
  type FormatDifference,
  type FormatRuns,
  formatAdapters,
  formatControls,
  formatDifferences,
  formatGain,
  formatOutcome,
  formatRuns,
  formatStanding,
  mostRightAnswers,
  rightInTheFormat,
  secondFormatRuns,
} from "./results/format-runs.js";
export { collapse, type MiniBatchRuns, miniBatchRuns } from "./results/mini-batch-runs.js";
export {
  changeEffects,
  gainBeyondShare,
  MASK_CHANGES,
  type MaskChange,
  type MissedTokens,
  missedTokens,
} from "./results/missed-tokens.js";
export {
  type PackedRun,
  packRuns,
  unpackRuns,
} from "./results/packed-runs.js";
export { type RateMatched, rateMatched, updateNorm } from "./results/rate-matched.js";
export { bestRate, type SweptRate, sweptRates } from "./results/rate-sweep.js";
export { type RecordedCondition, recordedConditions } from "./results/recorded-conditions.js";
export {
  evaluationOf,
  type RecordedRun,
  readRecordedRuns,
  recordedCheckpoints,
} from "./results/recorded-runs.js";
export { type RepeatedRun, repeatedRuns } from "./results/repeated-runs.js";
export {
  groupNamed,
  type RunGroup,
  runGroups,
  seedsText,
  sharedSeeds,
  withSeeds,
} from "./results/run-groups.js";
export { type RunTime, runTimes } from "./results/run-times.js";
export {
  changeOfGap,
  changeOverTraining,
  clippedSteps,
  type DifferenceBySeed,
  differenceBySeed,
  differenceOverProblems,
  type EvaluationKey,
  evaluationCurve,
  finalValue,
  overSeeds,
  type RunMeasure,
  rolloutCurve,
  type SeedCurve,
} from "./results/summary.js";
export { type SurpriseRuns, surpriseRuns } from "./results/surprise.js";
export {
  gapThroughTraining,
  largestFall,
  meanOfEvaluations,
  meanThroughTraining,
} from "./results/through-training.js";
export {
  type AgainstForks,
  againstForks,
  type Tournament,
  type TournamentName,
  tournament,
} from "./results/tournament.js";
export { runStudy, type StudyOptions } from "./run/run-study.js";
