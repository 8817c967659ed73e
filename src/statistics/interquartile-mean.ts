/**
 * Mean of the middle half of the values: the 25 % trimmed mean that Agarwal et al. 2021
 * (arXiv 2108.13264) recommend for comparing few runs. The values at the two quarter points count
 * with the fraction of them that lies inside, so that it is defined for any number of values and
 * is the plain mean for up to two.
 *
 * @throws on an empty list or a NaN
 * @example interquartileMean([0, 1, 2, 100]) // 1.5
 */
export function interquartileMean(values: ArrayLike<number>): number {
  const n = values.length;
  if (n === 0) throw new Error("interquartileMean wants at least one value, received an empty list");
  const sorted = Float64Array.from(values).sort();
  if (Number.isNaN(sorted[n - 1]))
    throw new Error("interquartileMean wants numbers, received NaN among them");
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const inside = Math.min(i + 1, 0.75 * n) - Math.max(i, 0.25 * n);
    if (inside > 0) sum += inside * sorted[i];
  }
  return sum / (0.5 * n);
}
