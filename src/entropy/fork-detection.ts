import { requireSameLength } from "./checks.js";
import { DEFAULT_RHO, topMask } from "./selection.js";

/** How well "the token is among the top-rho by entropy" detects a fork. */
export interface ForkDetection {
  rho: number;
  /** Lowest entropy that is still selected, nats. */
  threshold: number;
  /** Share of the selected tokens that are forks. */
  precision: number;
  /** Share of the forks that are selected. */
  recall: number;
}

/**
 * Precision and recall of the top-rho entropy tokens as detectors of forks that are known, at each rho.
 * No such truth exists for natural text; the paper only shows that its high-entropy tokens look like forks.
 *
 * @param entropies nats, one for each token
 * @param isFork 1 (or true) where the token is a fork; a detector by chance has precision mean(isFork)
 * @throws on arrays of different length, no fork at all, NaN, or a rho outside (0, 1]
 */
export function forkDetection(
  entropies: ArrayLike<number>,
  isFork: ArrayLike<number | boolean>,
  { rhos = [DEFAULT_RHO] }: { rhos?: readonly number[] } = {},
): ForkDetection[] {
  requireSameLength({ entropies, isFork });
  let forks = 0;
  for (let i = 0; i < isFork.length; i++) if (isFork[i]) forks++;
  if (forks === 0)
    throw new Error(`forkDetection wants at least one fork, received ${isFork.length} tokens without`);
  return rhos.map((rho) => {
    const top = topMask(entropies, rho);
    let [selected, found, threshold] = [0, 0, Number.POSITIVE_INFINITY];
    for (let i = 0; i < top.length; i++) {
      if (!top[i]) continue;
      selected++;
      if (isFork[i]) found++;
      threshold = Math.min(threshold, entropies[i]);
    }
    return { rho, threshold, precision: found / selected, recall: found / forks };
  });
}
