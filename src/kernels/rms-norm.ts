import { tf } from "./tfjs.js";

/** `rmsNorm` in plain tfjs operations, over the last axis of any tensor. */
export function rmsNormReference<T extends tf.Tensor>(x: T, weight: tf.Tensor1D, eps: number): T {
  const meanSquare = tf.mean(tf.square(x), x.rank - 1, true);
  return tf.mul(tf.mul(x, tf.rsqrt(tf.add(meanSquare, eps))), weight);
}

/**
 * Root-mean-square normalisation (Zhang & Sennrich 2019): x / sqrt(mean(x^2) + eps) * weight, row by row.
 * Differentiable in `x` and `weight`.
 * @param x [N, d]
 * @param weight [d]
 * @returns [N, d]
 */
export function rmsNorm(x: tf.Tensor2D, weight: tf.Tensor1D, eps: number): tf.Tensor2D {
  return tf.tidy(() => rmsNormReference(x, weight, eps));
}
