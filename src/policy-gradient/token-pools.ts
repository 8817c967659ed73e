import { checkLength } from "./checks.js";

/**
 * The indices of the response tokens, one ascending list per pool: tokens with the same entry in `pools` compete
 * with each other (without `pools`: all of them). Padding (responseMask 0) is in no pool, and no pool is empty.
 * Throws on a response token whose entropy is not finite, and on lengths that differ.
 */
export function tokenPools(
  entropies: ArrayLike<number>,
  { pools, responseMask }: { pools?: ArrayLike<number>; responseMask?: ArrayLike<number> } = {},
): number[][] {
  if (responseMask) checkLength("responseMask", responseMask, entropies.length, "entropy");
  if (pools) checkLength("groups", pools, entropies.length, "entropy");
  const members = new Map<number, number[]>();
  for (let t = 0; t < entropies.length; t++) {
    if (responseMask && !responseMask[t]) continue;
    if (!Number.isFinite(entropies[t]))
      throw new Error(`entropy of token ${t} must be a finite number of nats, received ${entropies[t]}`);
    const key = pools ? pools[t] : 0;
    const known = members.get(key);
    if (known) known.push(t);
    else members.set(key, [t]);
  }
  return [...members.values()];
}

/** A pool's entropies in ascending order. */
export function sortedEntropies(entropies: ArrayLike<number>, pool: readonly number[]): Float64Array {
  return Float64Array.from(pool, (t) => entropies[t]).sort();
}

/** Marks the `count` tokens of highest entropy in a pool; among equals the lower index goes first. */
export function keepTop(
  entropies: ArrayLike<number>,
  pool: readonly number[],
  count: number,
  mask: Uint8Array,
): void {
  const threshold = sortedEntropies(entropies, pool)[pool.length - count];
  let ties = count - pool.filter((t) => entropies[t] > threshold).length;
  for (const t of pool) {
    if (entropies[t] > threshold || (entropies[t] === threshold && ties-- > 0)) mask[t] = 1;
  }
}

/** Marks every token of a pool at or above a threshold. */
export function keepFrom(
  entropies: ArrayLike<number>,
  pool: readonly number[],
  threshold: number,
  mask: Uint8Array,
): void {
  for (const t of pool) if (entropies[t] >= threshold) mask[t] = 1;
}
