import { tf } from "./tfjs.js";

/** `gatherRows` in plain tfjs operations. */
export function gatherRowsReference(x: tf.Tensor2D, rows: tf.Tensor1D): tf.Tensor2D {
  return tf.gather(x, rows);
}

/**
 * Picks rows of a matrix, so that what follows (the vocabulary projection) is computed only where it is needed.
 * Differentiable in `x`.
 * @param x [N, d]
 * @param rows [M], int32, each in 0..N-1; a row may be picked more than once
 * @returns [M, d]
 */
export function gatherRows(x: tf.Tensor2D, rows: tf.Tensor1D): tf.Tensor2D {
  return tf.tidy(() => gatherRowsReference(x, rows));
}
