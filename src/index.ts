// Every module is a namespace: import { entropy, training } from "forking-tokens".

export * as analysis from "./analysis/index.js";
export * as benchmark from "./benchmark/index.js";
export * as book from "./book/index.js";
export * as claims from "./claims/index.js";
export * as countdown from "./countdown/index.js";
export * as entropy from "./entropy/index.js";
export * as explorer from "./explorer/index.js";
export * as figures from "./figures/index.js";
export * as files from "./files/index.js";
export * as kernels from "./kernels/index.js";
export * as math from "./math/index.js";
export * as models from "./models/index.js";
export * as notebook from "./notebook/index.js";
export * as paper from "./paper/index.js";
export * as policyGradient from "./policy-gradient/index.js";
export * as random from "./random/index.js";
export * as rendering from "./rendering/index.js";
export * as rollout from "./rollout/index.js";
export * as scaleOut from "./scale-out/index.js";
export * as statistics from "./statistics/index.js";
export * as study from "./study/index.js";
export * as tabular from "./tabular/index.js";
export * as task from "./task/index.js";
export * as text from "./text/index.js";
export * as tokenRules from "./token-rules/index.js";
export * as tokens from "./tokens/index.js";
export * as training from "./training/index.js";

// The names of the derivation, as notebooks 01 to 03 introduce them.

export { entropyChangeByPercentile, tokenEntropy, topEntropyOverlap } from "./entropy/index.js";
export {
  advantageValue,
  baselinedReturn,
  clippedSurrogate,
  generalizedAdvantage,
  groupAdvantage,
  highEntropyMask,
  leaveOneOutAdvantage,
  rewardToGo,
  stateActionValue,
  tdResidual,
  totalReturn,
} from "./policy-gradient/index.js";
