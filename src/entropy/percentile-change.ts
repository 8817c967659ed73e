import { requireFinite, requireSameLength } from "./checks.js";

/** One bin of positions, from `fromPercent` to `toPercent` of the ranking by entropy before. */
export interface PercentileBin {
  fromPercent: number;
  toPercent: number;
  count: number;
  /** Mean entropy before, nats. */
  meanBefore: number;
  /** Mean of entropy after minus entropy before, nats. */
  meanChange: number;
}

/**
 * Positions in bins that differ in size by at most one, by ascending entropy; equal entropies are split by position.
 *
 * @param entropies one for each position
 * @throws on fewer positions than bins, NaN, or bins not an integer >= 1
 * @example percentileBins([0.3, 0.1, 0.2, 0.4], 2) // [[1, 2], [0, 3]]
 */
export function percentileBins(entropies: ArrayLike<number>, bins: number): Uint32Array[] {
  requireFinite("entropies", entropies);
  if (!Number.isInteger(bins) || bins < 1) throw new Error(`bins must be an integer >= 1, received ${bins}`);
  const n = entropies.length;
  if (n < bins) throw new Error(`${bins} bins want at least ${bins} positions, received ${n}`);
  const ascending = Uint32Array.from(entropies, (_, i) => i).sort(
    (i, j) => entropies[i] - entropies[j] || j - i,
  );
  return Array.from({ length: bins }, (_, bin) =>
    ascending.subarray(Math.floor((bin * n) / bins), Math.floor(((bin + 1) * n) / bins)),
  );
}

/**
 * Mean entropy change in each percentile bin of the entropy before, on the same text (Wang et al. 2025,
 * Fig 4, which uses 20 bins of 5 %). The first bin holds the lowest entropies; bins differ in size by at
 * most one position, and equal entropies are split by position.
 *
 * @param before entropies in nats under the first model (the base)
 * @param after entropies under the second model at the same positions
 * @throws on arrays of different length, fewer positions than bins, NaN, or bins not an integer >= 1
 * @example entropyChangeByPercentile(before, after, { bins: 20 })[19] // of the highest 5 %
 */
export function entropyChangeByPercentile(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  { bins = 20 }: { bins?: number } = {},
): PercentileBin[] {
  requireSameLength({ before, after });
  requireFinite("before", before);
  requireFinite("after", after);
  return percentileBins(before, bins).map((positions, bin) => {
    let sumBefore = 0;
    let sumChange = 0;
    for (const position of positions) {
      sumBefore += before[position];
      sumChange += after[position] - before[position];
    }
    const count = positions.length;
    return {
      fromPercent: (100 * bin) / bins,
      toPercent: (100 * (bin + 1)) / bins,
      count,
      meanBefore: sumBefore / count,
      meanChange: sumChange / count,
    };
  });
}
