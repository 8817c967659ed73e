import { tf } from "./tfjs.js";
import { activeKernels, type Kernels } from "./wasm/kernels.js";
import { newTensor, pointer } from "./wasm/memory.js";
import { withGradient } from "./wasm/with-gradient.js";

/** `gatherRows` in plain tfjs operations. */
export function gatherRowsReference(x: tf.Tensor2D, rows: tf.Tensor1D): tf.Tensor2D {
  return tf.gather(x, rows);
}

function gatherRowsFused(kernels: Kernels, x: tf.Tensor2D, rows: tf.Tensor1D): tf.Tensor2D {
  const [count, width] = x.shape;
  return withGradient([x], () => {
    const value = newTensor<tf.Tensor2D>([rows.size, width]);
    kernels.gatherRows(rows.size, width, pointer(x), pointer(rows), pointer(value));
    return {
      value,
      saved: [rows],
      gradient: (dy, [ids]) => {
        const dx = newTensor([count, width]);
        kernels.scatterAddRows(ids!.size, width, pointer(dy), pointer(ids!), count, pointer(dx));
        return [dx];
      },
    };
  });
}

/**
 * Picks rows of a matrix, so that what follows (the vocabulary projection) is computed only where it is needed.
 * Differentiable in `x`.
 * @param x [N, d]
 * @param rows [M], int32, each in 0..N-1; a row may be picked more than once
 * @returns [M, d]
 * @example gatherRows(hidden, tf.tensor1d([0, 2], "int32"))
 */
export function gatherRows(x: tf.Tensor2D, rows: tf.Tensor1D): tf.Tensor2D {
  const kernels = activeKernels();
  return kernels ? gatherRowsFused(kernels, x, rows) : tf.tidy(() => gatherRowsReference(x, rows));
}
