export {
  generalizedAdvantage,
  groupAdvantage,
  groupsWithSpread,
  leaveOneOutAdvantage,
  perToken,
} from "./advantages.js";
export { expectedPull, type GroupAdvantages } from "./expected-pull.js";
export {
  dapoLoss,
  drGrpoLoss,
  grpoLoss,
  highEntropyLoss,
  type Loss,
  type LossBatch,
  type PolicyLoss,
  ppoLoss,
  reinforceLoss,
} from "./losses.js";
export { entropyThreshold, highEntropyMask, lowEntropyMask, type MaskOptions, randomMask } from "./mask.js";
export {
  MASK_CONVENTIONS,
  type MaskBatch,
  type MaskConvention,
} from "./mask-conventions.js";
export { overlongPenalty } from "./overlong.js";
export {
  advantageValue,
  baselinedReturn,
  type DiscountOptions,
  rewardToGo,
  stateActionValue,
  tdResidual,
  totalReturn,
} from "./returns.js";
export {
  type ClippedTerms,
  clippedSurrogate,
  clippedTerms,
  type Surrogate,
  type SurrogateOptions,
} from "./surrogate.js";
