export { type BatchTokens, tokenWeights } from "./arms.js";
export { measureRunMemory } from "./benchmark-memory.js";
export { alternateSteps, findTorchPython, type Peer, startPeer } from "./benchmark-peer.js";
export { warmRounds } from "./benchmark-rounds.js";
export { measureSavings, type Saving } from "./benchmark-savings.js";
export { benchmarkOptimizer, benchmarkPrompts, measureStep, type StepCost } from "./benchmark-step.js";
export { measureTwoRuns, type TwoRuns } from "./benchmark-two-runs.js";
export { type ChoiceShare, choiceShares } from "./choice-shares.js";
export {
  ARMS,
  type Arm,
  configuredRules,
  type PretrainConfig,
  pretrainConfig,
  type RlvrConfig,
  rlvrConfig,
} from "./config.js";
export { type Critic, type CriticState, createCritic, type ResponseValues } from "./critic.js";
export { type Evaluation, type EvaluationOptions, evaluatePolicy } from "./evaluation.js";
export { type LossGradient, lossGradient, type SelectedLogProbs } from "./gradient.js";
export type { TrainingOptions, TrainingResult } from "./loop.js";
export type { TrainingSequence } from "./micro-batches.js";
export { type ScoredResponse, type UpdateMetrics, updatePolicy } from "./policy-update.js";
export { learningRate, pretrain } from "./pretrain.js";
export { type PretrainingSummary, writePretrainingSummary } from "./pretraining-summary.js";
export {
  evaluationOf,
  type RecordedEvaluation,
  type RecordedRun,
  RUNS_FOLDER,
  readRecordedRuns,
} from "./recorded-runs.js";
export { rlvrOptimizer, rlvrStep, type StepMetrics } from "./rlvr.js";
export { type VerifiedRollouts, verifiedRollouts } from "./rollouts.js";
export { type MetricsLine, RunFolder, type RunRecord, readMetrics } from "./run-folder.js";
export { type BatchMetrics, type CriticMetrics, explainedVariance } from "./step-metrics.js";
export { STUDY_PRESETS, type StudyCell, type StudyPreset, studyCells } from "./study.js";
export { armLabel, armNamed, type StudyArm, seedsText, studyArms } from "./study-arms.js";
export { isFinished, runCell } from "./study-cell.js";
export { MATCH_MARGIN, studyClaims } from "./study-claims.js";
export {
  bestRate,
  lateValidationAccuracy,
  SWEPT_RATES,
  type SweptRate,
  studyRate,
  sweptRates,
} from "./study-rates.js";
export { runStudy, type StudyOptions } from "./study-runner.js";
export {
  recordedSettings,
  type SettingArms,
  SIZE_SETTINGS,
  STANDARD_SETTING,
  STUDY_SETTINGS,
  type StudySetting,
} from "./study-settings.js";
export {
  type DifferenceBySeed,
  differenceBySeed,
  differenceOverProblems,
  evaluationCurve,
  overSeeds,
  type RunMeasure,
  rolloutCurve,
  type SeedCurve,
} from "./study-summary.js";
export { likelihoodLoss, type SurrogateTokens, surrogateLoss } from "./surrogate-loss.js";
export { needsCritic, type RewardedResponses, tokenAdvantages } from "./token-advantages.js";
export { evaluationLine, trainRlvr } from "./train-rlvr.js";
