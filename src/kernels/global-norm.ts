import { tf } from "./tfjs.js";
import { activeKernels } from "./wasm/kernels.js";
import { pointer } from "./wasm/memory.js";

/** `globalNorm` in plain tfjs operations. */
export function globalNormReference(tensors: readonly tf.Tensor[]): number {
  if (tensors.length === 0) return 0;
  const squares = tf.tidy(() => tf.addN(tensors.map((tensor) => tf.sum(tf.square(tensor)))));
  const [total] = squares.dataSync();
  squares.dispose();
  return Math.sqrt(total!);
}

/**
 * The Euclidean norm of all the tensors' entries taken as one vector; 0 for no tensors.
 * @example globalNorm([tf.tensor1d([3]), tf.tensor1d([4])]) // five
 */
export function globalNorm(tensors: readonly tf.Tensor[]): number {
  const kernels = activeKernels();
  if (!kernels) return globalNormReference(tensors);
  let total = 0;
  for (const tensor of tensors) total += kernels.sumOfSquares(tensor.size, pointer(tensor));
  return Math.sqrt(total);
}
