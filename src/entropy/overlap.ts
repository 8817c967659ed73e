import { requireFinite, requireSameLength } from "./checks.js";
import { DEFAULT_RHO, topCount, topMask } from "./selection.js";

/**
 * Share of the top-rho entropy positions of one model that are also top-rho positions of another, on the
 * same text (Wang et al. 2025, Table 1): |A intersect B| / |A| with |A| = |B| = ceil(rho n). The 20 % are
 * taken over all positions passed in, since the paper does not say over what it took them.
 *
 * @param a entropies in nats under the first model, one for each position
 * @param b entropies under the second model at the same positions
 * @returns a share in [0, 1]; two unrelated rankings share about rho
 * @throws on arrays of different or no length, NaN, or rho outside (0, 1]
 * @example topEntropyOverlap([9, 8, 0, 0, 0], [9, 0, 7, 0, 0], { rho: 0.4 }) // 0.5
 */
export function topEntropyOverlap(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { rho = DEFAULT_RHO }: { rho?: number } = {},
): number {
  requireSameLength({ a, b });
  if (a.length === 0) throw new Error("topEntropyOverlap wants at least one position, received none");
  requireFinite("a", a);
  requireFinite("b", b);
  const [inA, inB] = [topMask(a, rho), topMask(b, rho)];
  let shared = 0;
  for (let i = 0; i < a.length; i++) shared += inA[i] & inB[i];
  return shared / topCount(a.length, rho);
}
