import { requireFinite } from "./checks.js";

/**
 * Share of the entropies strictly below a threshold (nats; the paper's is 10^-2). 0 for an empty list.
 * @example shareBelow([0, 0.005, 1], 0.01) // 0.6666666666666666
 */
export function shareBelow(entropies: ArrayLike<number>, threshold = 0.01): number {
  let below = 0;
  for (let i = 0; i < entropies.length; i++) if (entropies[i] < threshold) below++;
  return entropies.length === 0 ? 0 : below / entropies.length;
}

/**
 * Bin edges in nats, rising: evenly spaced, or by a constant factor to see inside the near-zero mass.
 * @example entropyEdges(0, 2, { bins: 4 }) // [0, 0.5, 1, 1.5, 2]
 */
export function entropyEdges(
  lowest: number,
  highest: number,
  { bins = 50, spacing = "linear" }: { bins?: number; spacing?: "linear" | "log" } = {},
): Float64Array {
  if (!(lowest < highest) || !(spacing === "linear" || lowest > 0))
    throw new Error(
      `${spacing} edges want lowest < highest${spacing === "log" ? " and lowest > 0" : ""}, received ${lowest} and ${highest}`,
    );
  if (!Number.isInteger(bins) || bins < 1) throw new Error(`bins must be an integer >= 1, received ${bins}`);
  return Float64Array.from({ length: bins + 1 }, (_, i) =>
    spacing === "log" ? lowest * (highest / lowest) ** (i / bins) : lowest + ((highest - lowest) * i) / bins,
  );
}

/**
 * Histogram of token entropies (Wang et al. 2025, Fig 2a, which draws the counts on a log scale): entry i
 * counts edges[i] <= H < edges[i + 1]. What lies below the first or above the last edge goes to the end bins.
 *
 * @param entropies nats, in any order
 * @param edges rising, at least two; see `entropyEdges`
 * @throws on values that are not finite, or edges that do not rise
 * @example entropyHistogram([0, 0.5, 2], [0, 1, 2]) // [2, 1]
 */
export function entropyHistogram(entropies: ArrayLike<number>, edges: ArrayLike<number>): Uint32Array {
  requireFinite("entropies", entropies);
  const bins = edges.length - 1;
  for (let i = 0; i < Math.max(bins, 1); i++) {
    if (!(edges[i] < edges[i + 1]))
      throw new Error(`edges must rise, received ${edges[i]} then ${edges[i + 1]}`);
  }
  const counts = new Uint32Array(bins);
  for (let i = 0; i < entropies.length; i++) {
    let [bin, end] = [0, bins - 1];
    while (bin < end) {
      const middle = (bin + end + 1) >> 1;
      if (entropies[i] >= edges[middle]) bin = middle;
      else end = middle - 1;
    }
    counts[bin]++;
  }
  return counts;
}

/**
 * Cumulative curve: the share of tokens with entropy <= each of the given values (nats).
 * @example cumulativeShare([0, 1, 3], [0.5, 2]) // [0.3333333333333333, 0.6666666666666666]
 */
export function cumulativeShare(entropies: ArrayLike<number>, at: ArrayLike<number>): Float64Array {
  requireFinite("entropies", entropies);
  const sorted = Float64Array.from(entropies).sort();
  return Float64Array.from(at, (value) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] <= value) low = middle + 1;
      else high = middle;
    }
    return low / sorted.length;
  });
}
