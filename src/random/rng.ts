import { type RandomGenerator, xoroshiro128plus } from "pure-rand";

/** A seeded stream of random numbers whose whole state can be saved and restored. */
export interface Rng {
  /** Uniform on [0, 1), 32 random bits. */
  uniform(): number;
  /** Uniform integer on [0, n). */
  integer(n: number): number;
  /** Standard normal (Box-Muller). */
  normal(): number;
  /** One entry of a non-empty list, uniformly or by the given weights (which need not sum to 1). */
  choice<T>(items: readonly T[], weights?: readonly number[]): T;
  /** 0 .. n-1 in random order. */
  permutation(n: number): Int32Array;
  /** An independent stream: what it yields does not depend on how far this one is read later. */
  split(label: number): Rng;
  /** The state, as JSON-safe numbers: pass it to `restoreRng`. */
  state(): number[];
}

/**
 * A stream of random numbers determined by a seed: a whole number below 2^32. Throws on any other, which it could not tell apart.
 * @example seededRng(1).split(7).integer(6) // on 0 .. 5, always the same
 */
export function seededRng(seed: number): Rng {
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32))
    throw new Error(`seed must be a whole number from 0 to ${2 ** 32 - 1}, received ${seed}`);
  return streamOf(seed);
}

function streamOf(seed: number): Rng {
  const generator = xoroshiro128plus(seed);
  for (let i = 0; i < 16; i++) generator.unsafeNext();
  return wrap(generator);
}

/**
 * Continues a stream from a saved state.
 * @example restoreRng(rng.state()).uniform() // what rng.uniform() gives next
 */
export function restoreRng(state: readonly number[]): Rng {
  return wrap(xoroshiro128plus.fromState(state));
}

function wrap(generator: RandomGenerator): Rng {
  const uniform = (): number => (generator.unsafeNext() >>> 0) / 2 ** 32;
  const integer = (n: number): number => {
    if (!Number.isInteger(n) || n < 1) throw new Error(`integer(n) wants an integer n >= 1, received ${n}`);
    return Math.floor(uniform() * n);
  };
  return {
    uniform,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    choice: (items, weights) => items[weights ? weightedIndex(weights, uniform()) : integer(items.length)],
    permutation(n) {
      const order = Int32Array.from({ length: n }, (_, i) => i);
      for (let i = n - 1; i > 0; i--) {
        const j = integer(i + 1);
        [order[i], order[j]] = [order[j], order[i]];
      }
      return order;
    },
    split(label) {
      const [a, b] = generator.clone().getState!();
      return streamOf((Math.imul(a ^ label, 0x9e3779b1) ^ Math.imul(b + label, 0x85ebca6b)) | 0);
    },
    state: () => [...generator.getState!()],
  };
}

/** Index i with probability weights[i] / sum(weights), for u uniform on [0, 1). */
function weightedIndex(weights: readonly number[], u: number): number {
  let rest = u * weights.reduce((sum, weight) => sum + weight, 0);
  for (let i = 0; i < weights.length - 1; i++) {
    rest -= weights[i];
    if (rest < 0) return i;
  }
  return weights.length - 1;
}
