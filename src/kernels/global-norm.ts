import { tf } from "./tfjs.js";

/** The Euclidean norm of all the tensors' entries taken as one vector; 0 for no tensors. */
export function globalNorm(tensors: readonly tf.Tensor[]): number {
  if (tensors.length === 0) return 0;
  const squares = tf.tidy(() => tf.addN(tensors.map((tensor) => tf.sum(tf.square(tensor)))));
  const [total] = squares.dataSync();
  squares.dispose();
  return Math.sqrt(total!);
}
