/** Weights scaled to a mean of 1, so that they change no learning rate. */
export function withMeanOne(weights: Float64Array): Float32Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return Float32Array.from(weights, (weight) => (sum > 0 ? (weight * weights.length) / sum : 0));
}
