import { requireFinite, requireRho } from "./checks.js";

/** Positions from the highest entropy to the lowest, ties by lower position. Throws on a NaN. */
export function entropyRanking(entropies: ArrayLike<number>): Uint32Array {
  requireFinite("entropies", entropies);
  const order = Uint32Array.from({ length: entropies.length }, (_, i) => i);
  return order.sort((a, b) => entropies[b] - entropies[a] || a - b);
}

/** How many of n positions the top share rho holds: ceil(rho n), as in the official code. */
export function topCount(n: number, rho: number): number {
  requireRho(rho);
  return Math.min(n, Math.ceil(rho * n - 1e-9));
}
