import { requireFinite, requireSameLength } from "./checks.js";

/** A token of the vocabulary with the mean entropy of the positions where it was sampled. */
export interface TokenMean<T> {
  token: T;
  count: number;
  /** Mean entropy in nats. */
  meanEntropy: number;
}

/** Running totals from which the means follow; memory grows with the distinct tokens only. */
export interface TokenTotals<T> {
  add(tokens: ArrayLike<T>, entropies: ArrayLike<number>): void;
  /** Tokens with count > minimum (default 100), highest mean first; ties in order of first occurrence. */
  means(options?: { minimum?: number }): TokenMean<T>[];
}

/**
 * Totals of entropy by token, to be fed response by response. `add` throws as `tokenMeanEntropy` does.
 * @example tokenTotals<number>().add(tokens, entropies)
 */
export function tokenTotals<T>(): TokenTotals<T> {
  const totals = new Map<T, { count: number; sum: number }>();
  return {
    add(tokens, entropies) {
      requireSameLength({ tokens, entropies });
      requireFinite("entropies", entropies);
      for (let i = 0; i < tokens.length; i++) {
        const { count, sum } = totals.get(tokens[i]) ?? { count: 0, sum: 0 };
        totals.set(tokens[i], { count: count + 1, sum: sum + entropies[i] });
      }
    },
    means: ({ minimum = 100 } = {}) =>
      [...totals]
        .filter(([, { count }]) => count > minimum)
        .map(([token, { count, sum }]) => ({ token, count, meanEntropy: sum / count }))
        .sort((a, b) => b.meanEntropy - a.meanEntropy),
  };
}

/**
 * Mean entropy of each token over its occurrences, highest first, as in the paper's word clouds (Wang et
 * al. 2025, Fig 2b and 2c: tokens seen more than 100 times, the 100 highest and 100 lowest means).
 *
 * @param tokens the sampled tokens: ids or words
 * @param entropies nats, one for each token
 * @param options minimum: only tokens with count > minimum; default 100
 * @throws on arrays of different length or NaN
 * @example tokenMeanEntropy(["wait", "so", "wait"], [1, 0, 2], { minimum: 1 }) // "wait": twice, 1.5 nats
 */
export function tokenMeanEntropy<T>(
  tokens: ArrayLike<T>,
  entropies: ArrayLike<number>,
  options: { minimum?: number } = {},
): TokenMean<T>[] {
  const totals = tokenTotals<T>();
  totals.add(tokens, entropies);
  return totals.means(options);
}
