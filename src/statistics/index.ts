export {
  type BootstrapOptions,
  bootstrapInterval,
  crossedBootstrapInterval,
  type Interval,
} from "./bootstrap.js";
export { clusteredMean } from "./clustered-mean.js";
export { interquartileMean } from "./interquartile-mean.js";
export { mean } from "./mean.js";
export { interpolate, quantile, quantiles } from "./quantile.js";
export { studentInterval } from "./student-interval.js";
