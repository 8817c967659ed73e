export {
  configuredRules,
  configuredTask,
  type PretrainConfig,
  pretrainConfig,
  type RlvrConfig,
  rlvrConfig,
} from "./config.js";
export { type Critic, type CriticState, createCritic, type ResponseValues } from "./critic.js";
export { type Evaluation, type EvaluationOptions, evaluatePolicy, evaluateStepwise } from "./evaluation.js";
export { type LossGradient, lossGradient, type SelectedLogProbs } from "./gradient.js";
export type { TrainingOptions, TrainingResult } from "./loop.js";
export { isFasterNatively, isPacked } from "./memory-plan.js";
export { isEvaluation, type LoggedLine, type MetricsLine, type RecordedEvaluation } from "./metrics-lines.js";
export { type LoadedParts, loadParts, type OwnParts, type PartRecord } from "./own-parts.js";
export { type TokenFactors, type UpdateBatch, type UpdateMetrics, updatePolicy } from "./policy-update.js";
export { type PretrainLine, pretrain } from "./pretrain.js";
export { isPretrainedBy, writePretrainingSummary } from "./pretraining-summary.js";
export { type RlvrParts, rlvrOptimizer, rlvrStep, type StepMetrics } from "./rlvr.js";
export type { RuleStep } from "./rule-weights.js";
export { RunFolder, type RunRecord } from "./run-folder.js";
export { type RunModel, runModel } from "./run-model.js";
export { whatIsTrained } from "./start-run.js";
export { type BatchMetrics, type CriticMetrics, explainedVariance } from "./step-metrics.js";
export type { SurrogateTokens } from "./surrogate-loss.js";
export { startTrainingThreads, type TrainingThreads } from "./threads/training-threads.js";
export type { RewardedResponses } from "./token-advantages.js";
export { evaluationLine, type RlvrOptions, trainRlvr } from "./train-rlvr.js";
