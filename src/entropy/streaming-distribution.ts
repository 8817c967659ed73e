import type { Rng } from "../random/index.js";
import { type Interval, quantiles } from "../statistics/index.js";
import { requireFinite } from "./checks.js";

/** A distribution of token entropies that grows response by response in constant memory. */
export interface StreamingDistribution {
  /** Adds one response's entropies (nats in [0, ln V]), or those of all answers to a problem: what is added together is drawn together. */
  add(entropies: ArrayLike<number>): void;
  tokens(): number;
  responses(): number;
  /** Mean entropy, nats. */
  mean(): Interval;
  /** Share of tokens with entropy below `nats`, a multiple of the resolution. */
  shareBelow(nats: number): Interval;
  /** The entropy, in nats, below which `percent` of the tokens lie. */
  percentile(percent: number): Interval;
  /** Share of all entropy that the `rho` share of tokens of highest entropy holds. */
  topShare(rho: number): Interval;
  /** Tokens counted in bins of one resolution each; bin i starts at i * resolution. */
  counts(): Float64Array;
  /** Width of a bin of `counts`, nats. */
  resolution: number;
}

/**
 * Distribution of token entropies with 95 % bootstrap intervals, responses as clusters: the tokens of one
 * response are not independent. The Poisson bootstrap (Oza and Russell 2001) gives every response a
 * Poisson(1) weight in each resample as it passes, so nothing but histograms is kept.
 *
 * @param options vocabSize: V, which bounds the entropy by ln V; rng: of the weights; resamples: default 400;
 * resolution: of the percentiles, in nats, default 0.001
 * @throws on a vocabulary of fewer than 2 tokens; `add` throws on entropies outside [0, ln V]; the estimates
 * throw before the first token
 * @example streamingDistribution({ vocabSize: 120, rng: seededRng(0) }).add(entropies)
 */
export function streamingDistribution(options: {
  vocabSize: number;
  rng: Rng;
  resamples?: number;
  resolution?: number;
}): StreamingDistribution {
  const { vocabSize, rng, resamples = 400, resolution = 0.001 } = options;
  if (!(vocabSize >= 2)) throw new Error(`vocabSize must be at least 2, received ${vocabSize}`);
  const highest = Math.log(vocabSize);
  const bins = Math.floor(highest / resolution) + 1;
  const histograms = Array.from({ length: resamples + 1 }, () => new Float64Array(bins));
  const sums = new Float64Array(resamples + 1);
  let responses = 0;

  const total = (histogram: Float64Array): number => histogram.reduce((sum, count) => sum + count, 0);
  const below = (histogram: Float64Array, nats: number): number =>
    total(histogram.subarray(0, Math.round(nats / resolution))) / total(histogram);
  const interval = (statistic: (histogram: Float64Array, sum: number) => number): Interval => {
    if (total(histograms[0]) === 0)
      throw new Error("the distribution wants at least one token, received none");
    const [estimate, ...drawn] = histograms.map((histogram, i) => statistic(histogram, sums[i]));
    // a resample that drew no response has no statistic
    const [low, high] = quantiles(drawn.filter(Number.isFinite), [0.025, 0.975]);
    return { estimate, low, high };
  };

  return {
    add(entropies) {
      requireFinite("entropies", entropies);
      const places = Uint32Array.from(entropies, (entropy) => {
        if (entropy < 0 || entropy > highest + 1e-4)
          throw new Error(`an entropy over ${vocabSize} tokens lies in [0, ${highest}], received ${entropy}`);
        return Math.min(bins - 1, Math.floor(entropy / resolution + 1e-9));
      });
      const sum = Float64Array.from(entropies).reduce((a, b) => a + b, 0);
      histograms.forEach((histogram, i) => {
        const weight = i === 0 ? 1 : poissonOne(rng);
        if (weight === 0) return;
        for (const place of places) histogram[place] += weight;
        sums[i] += weight * sum;
      });
      responses++;
    },
    tokens: () => total(histograms[0]),
    responses: () => responses,
    mean: () => interval((histogram, sum) => sum / total(histogram)),
    shareBelow: (nats) => interval((histogram) => below(histogram, nats)),
    percentile: (percent) =>
      interval((histogram) => histogramQuantile(histogram, percent / 100) * resolution),
    topShare: (rho) => interval((histogram, sum) => (topSum(histogram, rho) * resolution) / sum),
    counts: () => histograms[0].slice(),
    resolution,
  };
}

/** The sum, in bins, of the `rho` share of highest values, each taken as the middle of its bin. */
function topSum(histogram: Float64Array, rho: number): number {
  let left = rho * histogram.reduce((sum, count) => sum + count, 0);
  let sum = 0;
  for (let bin = histogram.length - 1; bin >= 0 && left > 0; bin--) {
    const taken = Math.min(left, histogram[bin]);
    sum += taken * (bin + 0.5);
    left -= taken;
  }
  return sum;
}

/** Where the cumulative count reaches a share of the total, in bins, linear inside the bin; NaN where nothing was counted. */
function histogramQuantile(histogram: Float64Array, share: number): number {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total === 0) return Number.NaN;
  const wanted = share * total;
  let reached = 0;
  for (let bin = 0; bin < histogram.length; bin++) {
    if (histogram[bin] > 0 && reached + histogram[bin] >= wanted)
      return bin + (wanted - reached) / histogram[bin];
    reached += histogram[bin];
  }
  return histogram.length;
}

/** A Poisson(1) number by Knuth's product of uniforms. */
function poissonOne(rng: Rng): number {
  const limit = Math.exp(-1);
  let count = 0;
  for (let product = rng.uniform(); product > limit; product *= rng.uniform()) count++;
  return count;
}
