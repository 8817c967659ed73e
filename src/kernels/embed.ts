import { gatherRows } from "./gather-rows.js";
import type { tf } from "./tfjs.js";

/**
 * Token embedding: row `ids[n]` of the table. Differentiable in the table.
 * @param table [vocabSize, d]
 * @param ids [N], int32
 * @returns [N, d]
 * @example embed(tf.tensor2d([[1, 2], [3, 4]]), tf.tensor1d([1], "int32")) // [[3, 4]], a tensor
 */
export function embed(table: tf.Tensor2D, ids: tf.Tensor1D): tf.Tensor2D {
  return gatherRows(table, ids);
}
