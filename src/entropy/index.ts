export { binaryEntropy, likelierOfTwo } from "./binary-entropy.js";
export { covarianceTerms, tokenCovariance } from "./covariance.js";
export { cumulativeShare, entropyEdges, shareBelow } from "./distribution.js";
export { type EntropyBounds, entropyBounds, type PartialDistribution } from "./entropy-bounds.js";
export { type ForkDetection, forkDetection } from "./fork-detection.js";
export { type GroupShare, shareByGroup } from "./group-share.js";
export { topEntropyOverlap } from "./overlap.js";
export { entropyChangeByPercentile, type PercentileBin, percentileBins } from "./percentile-change.js";
export { entropyPerformanceFit, type PerformanceFit } from "./performance-fit.js";
export {
  countThreshold,
  DEFAULT_RHO,
  DEFAULT_SELECTION,
  keepFrom,
  keepTop,
  requireRho,
  rhoQuantile,
  SCOPES,
  type Selection,
  tokenPools,
  topCount,
} from "./selection.js";
export { type StreamingDistribution, streamingDistribution } from "./streaming-distribution.js";
export { tokenEntropy } from "./token-entropy.js";
export { type TokenMean, type TokenTotals, tokenMeanEntropy, tokenTotals } from "./token-mean-entropy.js";
