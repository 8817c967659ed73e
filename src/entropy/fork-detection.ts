import { requireSameLength } from "./checks.js";
import { DEFAULT_RHO, entropyOrder, topCount } from "./selection.js";

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
 * @example forkDetection([2, 0, 1, 0], [1, 0, 0, 0], { rhos: [0.5] })[0].precision // 0.5
 */
export function forkDetection(
  entropies: ArrayLike<number>,
  isFork: ArrayLike<number | boolean>,
  { rhos = [DEFAULT_RHO] }: { rhos?: readonly number[] } = {},
): ForkDetection[] {
  requireSameLength({ entropies, isFork });
  const order = entropyOrder(entropies);
  /** How many of the first tokens in that order are forks, by how many they are. */
  const found = new Uint32Array(order.length + 1);
  for (let i = 0; i < order.length; i++) found[i + 1] = found[i] + (isFork[order[i]] ? 1 : 0);
  const forks = found[order.length];
  if (forks === 0)
    throw new Error(`forkDetection wants at least one fork, received ${isFork.length} tokens without`);
  return rhos.map((rho) => {
    const selected = topCount(order.length, rho);
    const threshold = entropies[order[selected - 1]];
    return { rho, threshold, precision: found[selected] / selected, recall: found[selected] / forks };
  });
}
