import { tf } from "./tfjs.js";

/** `embed` in plain tfjs operations. */
export function embedReference(table: tf.Tensor2D, ids: tf.Tensor1D): tf.Tensor2D {
  return tf.gather(table, ids);
}

/**
 * Token embedding: row `ids[n]` of the table. Differentiable in the table.
 * @param table [vocabSize, d]
 * @param ids [N], int32
 * @returns [N, d]
 */
export function embed(table: tf.Tensor2D, ids: tf.Tensor1D): tf.Tensor2D {
  return tf.tidy(() => embedReference(table, ids));
}
