export { createInferenceDecoder } from "./decoder.js";
export type { InferenceEngine, KernelChoice } from "./engine.js";
export { WEIGHT_TYPES, type WeightType } from "./kernels.js";
export {
  type CacheType,
  keyValueBytes,
  type MemoryPlan,
  ModelTooLarge,
  type PlanOptions,
  type StoredWeight,
} from "./memory-plan.js";
export {
  checkFinite,
  type EngineOptions,
  openEngine,
  type PlaceWeights,
  quantizeInto,
  rowBytes,
} from "./open.js";
export { type DistributionSummary, type ScoredToken, scoreTexts, type TextReport } from "./score.js";
