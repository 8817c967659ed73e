import { tf } from "../tfjs.js";

/** What an operation computed, and how gradients flow back through it. */
export interface Computed<T extends tf.Tensor> {
  value: T;
  /** Tensors that the gradient reads; they live until the backward pass is over. */
  saved: tf.Tensor[];
  /** The gradients of the inputs, in their order, from that of `value`. */
  gradient(dy: T, saved: tf.Tensor[]): tf.Tensor[];
}

/** Runs an operation with a gradient written by hand, recorded on tfjs's tape when there is one. */
export function withGradient<T extends tf.Tensor>(inputs: tf.Tensor[], compute: () => Computed<T>): T {
  const operation = tf.customGrad<T>((...args) => {
    const save = args[inputs.length] as tf.GradSaveFunc;
    const { value, saved, gradient } = compute();
    save(saved);
    return { value, gradFunc: gradient };
  });
  return operation(...inputs);
}

/** Whether a gradient may be asked for what is computed now. */
export function gradientIsRecorded(): boolean {
  return tf.engine().state.gradientDepth > 0;
}
