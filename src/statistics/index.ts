export {
  type BootstrapOptions,
  bootstrapInterval,
  crossedBootstrapInterval,
  type Interval,
} from "./bootstrap.js";
export { clusteredMean } from "./clustered-mean.js";
export { correlation } from "./correlation.js";
export { grouped } from "./grouped.js";
export { interquartileMean } from "./interquartile-mean.js";
export { intervalSide } from "./interval-side.js";
export { type IntervalTextOptions, intervalText, numberText } from "./interval-text.js";
export { largestDifference } from "./largest-difference.js";
export { mean } from "./mean.js";
export { detectableBy, detectableDifference, holmAdjusted } from "./power.js";
export { interpolate, quantile, quantiles } from "./quantile.js";
export { type RandomEffects, randomEffectsMean } from "./random-effects.js";
export { type Slope, slope } from "./regression.js";
export { shareInterval } from "./share-interval.js";
export {
  type PooledDeviation,
  pooledDeviation,
  pooledInterval,
  studentInterval,
  studentPValue,
} from "./student.js";
