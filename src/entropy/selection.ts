import { interpolate } from "../statistics/index.js";

/** The paper's share of tokens: the top 20 % by entropy. */
export const DEFAULT_RHO = 0.2;

/** How the rho share of highest entropy is taken. */
export interface Selection {
  /** The share of tokens to select, in (0, 1]. */
  rho: number;
  /**
   * "top-k": exactly ceil(rho n) of n tokens, ties to the lower index (the official code).
   * "quantile": every token at or above the linearly interpolated (1 - rho) quantile, ties included (TRL).
   */
  rule: "top-k" | "quantile";
  /**
   * Over which tokens rho is a share: the whole batch, the responses to each prompt (a group), or each response for itself.
   */
  scope: (typeof SCOPES)[number];
}

/** From the widest to the narrowest. */
export const SCOPES = ["batch", "group", "response"] as const;

/**
 * The one default of masks and of training: exactly the top 20 % of a batch, as the official code takes them. It keeps
 * the share that rho names whatever the ties, so that a random mask or another model's top tokens can be held against
 * it. The runs in data/runs were made under "quantile", which their run.json states; the two differ in ties alone.
 */
export const DEFAULT_SELECTION: Readonly<Selection> = { rho: DEFAULT_RHO, rule: "top-k", scope: "batch" };

/**
 * Throws unless rho is a share: 0 < rho <= 1.
 * @example requireRho(1.5) // throws
 */
export function requireRho(rho: number): void {
  if (!(rho > 0 && rho <= 1)) throw new Error(`rho must lie in (0, 1], received ${rho}`);
}

/**
 * How many of n tokens are the top rho: ceil(rho n), at least 1 of 1 or more. Not misled by the last bits of a product
 * such as 0.07 * 100 = 7.000000000000001. Throws on rho outside (0, 1].
 * @example topCount(101, 0.2) // 21
 */
export function topCount(n: number, rho: number): number {
  requireRho(rho);
  return n === 0 ? 0 : Math.max(1, Math.ceil(rho * n * (1 - 1e-12)));
}

/**
 * The positions of the tokens that compete with each other, ascending, one list per pool: those with the same entry in
 * `pools` (without `pools`: all). Padding (responseMask 0) is in no pool, and no pool is empty.
 * Throws on a response token whose entropy is not finite, and on lengths that differ.
 * @example tokenPools([3, 1, 2], { pools: [0, 0, 1] }) // positions 0, 1 and position 2
 */
export function tokenPools(
  entropies: ArrayLike<number>,
  { pools, responseMask }: { pools?: ArrayLike<number>; responseMask?: ArrayLike<number> } = {},
): Uint32Array[] {
  for (const [name, values] of Object.entries({ responseMask, groups: pools })) {
    if (values && values.length !== entropies.length)
      throw new Error(`${name} wants one entry per entropy (${entropies.length}), received ${values.length}`);
  }
  const sizes = new Map<number, number>();
  for (let t = 0; t < entropies.length; t++) {
    if (responseMask && !responseMask[t]) continue;
    if (!Number.isFinite(entropies[t]))
      throw new Error(`entropy of token ${t} must be a finite number of nats, received ${entropies[t]}`);
    const key = pools ? pools[t] : 0;
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  const members = new Map(
    [...sizes].map(([key, size]) => [key, { at: 0, positions: new Uint32Array(size) }]),
  );
  for (let t = 0; t < entropies.length; t++) {
    if (responseMask && !responseMask[t]) continue;
    const pool = members.get(pools ? pools[t] : 0)!;
    pool.positions[pool.at++] = t;
  }
  return Array.from(members.values(), ({ positions }) => positions);
}

/**
 * The `count`-th highest entropy of a pool, nats.
 * @example countThreshold([3, 1, 2], Uint32Array.of(0, 1, 2), 2) // 2
 */
export function countThreshold(entropies: ArrayLike<number>, pool: Uint32Array, count: number): number {
  return sortedEntropies(entropies, pool)[pool.length - count];
}

/**
 * The linearly interpolated (1 - rho) quantile of a pool, nats, on a token where its place is whole but for rounding.
 * @example rhoQuantile([0, 1, 2, 3, 4], Uint32Array.of(0, 1, 2, 3, 4), 0.25) // 3
 */
export function rhoQuantile(entropies: ArrayLike<number>, pool: Uint32Array, rho: number): number {
  requireRho(rho);
  const place = (1 - rho) * (pool.length - 1);
  const whole = Math.round(place);
  return interpolate(sortedEntropies(entropies, pool), Math.abs(place - whole) < 1e-9 ? whole : place);
}

/**
 * Marks the `count` tokens of highest entropy in a pool; among equals the lower index goes first.
 * @example keepTop([3, 1, 2], Uint32Array.of(0, 1, 2), 1, mask) // mask: 1, 0, 0
 */
export function keepTop(
  entropies: ArrayLike<number>,
  pool: Uint32Array,
  count: number,
  mask: Uint8Array,
): void {
  const threshold = countThreshold(entropies, pool, count);
  let ties = count;
  for (const t of pool) if (entropies[t] > threshold) ties--;
  for (const t of pool) {
    if (entropies[t] > threshold || (entropies[t] === threshold && ties-- > 0)) mask[t] = 1;
  }
}

/**
 * Marks every token of a pool at or above a threshold.
 * @example keepFrom([3, 1, 2], Uint32Array.of(0, 1, 2), 2, mask) // mask: 1, 0, 1
 */
export function keepFrom(
  entropies: ArrayLike<number>,
  pool: Uint32Array,
  threshold: number,
  mask: Uint8Array,
): void {
  for (const t of pool) if (entropies[t] >= threshold) mask[t] = 1;
}

/** 1 for the top rho of all tokens, exactly `topCount` of them. Throws as `tokenPools` and `topCount` do. */
export function topMask(entropies: ArrayLike<number>, rho: number): Uint8Array {
  const count = topCount(entropies.length, rho);
  const mask = new Uint8Array(entropies.length);
  for (const pool of tokenPools(entropies)) keepTop(entropies, pool, count, mask);
  return mask;
}

/**
 * The positions of all tokens in the order in which `topMask` takes them: the highest entropy first, among equals the
 * lower index. Throws as `tokenPools` does.
 */
export function entropyOrder(entropies: ArrayLike<number>): Uint32Array {
  const [pool = new Uint32Array()] = tokenPools(entropies);
  return pool.sort((a, b) => entropies[b] - entropies[a] || a - b);
}

/** A pool's entropies in ascending order. */
function sortedEntropies(entropies: ArrayLike<number>, pool: Uint32Array): Float32Array | Float64Array {
  const sorted = new (entropies instanceof Float32Array ? Float32Array : Float64Array)(pool.length);
  for (let i = 0; i < pool.length; i++) sorted[i] = entropies[pool[i]];
  return sorted.sort();
}
