/** Weights scaled to a mean of 1, so that they change no learning rate; 0 where all are. */
export function withMeanOne(weights: ArrayLike<number>): Float32Array {
  let sum = 0;
  for (let t = 0; t < weights.length; t++) sum += weights[t];
  return Float32Array.from(weights, (weight) => (sum > 0 ? (weight * weights.length) / sum : 0));
}
