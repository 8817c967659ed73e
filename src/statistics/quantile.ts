/**
 * Quantiles by linear interpolation between order statistics (NumPy's and torch.quantile's default).
 *
 * @param values at least one number, none of them NaN; any order
 * @param probabilities each in [0, 1]; 0.8 asks for the 80th percentile
 * @returns one value for each probability
 * @throws on an empty list, a NaN or a probability outside [0, 1]
 * @example quantiles([0, 1, 2, 3], [0, 0.5]) // [0, 1.5]
 */
export function quantiles(values: ArrayLike<number>, probabilities: readonly number[]): number[] {
  if (values.length === 0) throw new Error("quantiles wants at least one value, received an empty list");
  const sorted = Float64Array.from(values).sort();
  if (Number.isNaN(sorted[sorted.length - 1]))
    throw new Error("quantiles wants numbers, received NaN among them");
  return probabilities.map((probability) => {
    if (!(probability >= 0 && probability <= 1))
      throw new Error(`a quantile's probability must lie in [0, 1], received ${probability}`);
    return interpolate(sorted, probability * (sorted.length - 1));
  });
}

/**
 * The value at a place between 0 and n - 1 of n values, linear between two of them.
 * @example interpolate([0, 10, 20], 0.5) // 5
 */
export function interpolate(values: ArrayLike<number>, place: number): number {
  const below = values[Math.floor(place)];
  const above = values[Math.ceil(place)];
  return below === above ? below : below + (above - below) * (place - Math.floor(place));
}

/**
 * One quantile: see `quantiles`.
 * @example quantile([0, 1, 2, 3], 0.5) // 1.5
 */
export function quantile(values: ArrayLike<number>, probability: number): number {
  return quantiles(values, [probability])[0];
}
