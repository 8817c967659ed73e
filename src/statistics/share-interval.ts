import { type BootstrapOptions, bootstrapInterval, type Interval } from "./bootstrap.js";
import { mean } from "./mean.js";

/**
 * Mean of the shares of independent clusters (the right answers to each problem) with its interval: as `bootstrapInterval`
 * gives it, but where all shares are equal, as at 0 of 30, resampling sees nothing of the others there may be. Then the exact
 * bound of Clopper and Pearson (1934) is taken: at most 1 - ((1 - level) / 2)^(1/n) of all clusters are unlike the n seen,
 * and those may have any share from 0 to 1. Scores outside of [0, 1] are no shares, and keep the bootstrap.
 *
 * @throws as `bootstrapInterval` does
 * @example shareInterval(new Array(30).fill(0), { rng: seededRng(0) }) // 0 [0, 0.116]
 */
export function shareInterval(shares: readonly number[], options: BootstrapOptions): Interval {
  const { level = 0.95 } = options;
  const [share] = shares;
  const isEqual = share >= 0 && share <= 1 && shares.every((other) => other === share);
  if (!isEqual || !(level > 0 && level < 1)) return bootstrapInterval(shares, mean, options);
  const unseen = 1 - ((1 - level) / 2) ** (1 / shares.length);
  const low = share * (1 - unseen);
  return { estimate: share, low, high: low + unseen };
}
