import { requireSameLength } from "./checks.js";
import { entropyRanking, topCount } from "./ranking.js";

/**
 * Share of the top-rho entropy positions of one model that are also top-rho positions of another, on the
 * same text (Wang et al. 2025, Table 1): |A intersect B| / |A| with |A| = |B| = ceil(rho n). The 20 % are
 * taken over all positions passed in, since the paper does not say over what it took them.
 *
 * @param a entropies in nats under the first model, one for each position
 * @param b entropies under the second model at the same positions
 * @returns a share in [0, 1]; two unrelated rankings share about rho
 * @throws on arrays of different or no length, NaN, or rho outside (0, 1]
 */
export function topEntropyOverlap(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { rho = 0.2 }: { rho?: number } = {},
): number {
  requireSameLength({ a, b });
  if (a.length === 0) throw new Error("topEntropyOverlap wants at least one position, received none");
  const count = topCount(a.length, rho);
  const top = new Set(entropyRanking(a).subarray(0, count));
  let shared = 0;
  for (const position of entropyRanking(b).subarray(0, count)) if (top.has(position)) shared++;
  return shared / count;
}
