import { tf } from "./tfjs.js";
import { activeKernels, type Kernels } from "./wasm/kernels.js";
import { newTensor, pointer } from "./wasm/memory.js";
import { withGradient } from "./wasm/with-gradient.js";

/** `rmsNorm` in plain tfjs operations. */
export function rmsNormReference(x: tf.Tensor2D, weight: tf.Tensor1D, eps: number): tf.Tensor2D {
  return tf.mul(unitRms(x, eps), weight);
}

/** x / sqrt(mean(x^2) + eps), row by row. */
export function unitRms(x: tf.Tensor2D, eps: number): tf.Tensor2D {
  const [, d] = x.shape;
  // The mean as a product with a column of 1 / d: tfjs goes back through tf.mean with a tensor of ones of the size of x.
  const meanSquare = tf.matMul(tf.square(x), tf.fill([d, 1], 1 / d));
  return tf.mul(x, tf.rsqrt(tf.add(meanSquare, eps)));
}

function rmsNormFused(kernels: Kernels, x: tf.Tensor2D, weight: tf.Tensor1D, eps: number): tf.Tensor2D {
  const [rows, d] = x.shape;
  return withGradient([x, weight], () => {
    const value = newTensor<tf.Tensor2D>([rows, d]);
    kernels.rmsNormForward(rows, d, pointer(x), pointer(weight), eps, pointer(value));
    return {
      value,
      saved: [x, weight],
      gradient: (dy, saved) => {
        const [input, scale] = saved.map(pointer) as [number, number];
        const dx = newTensor([rows, d]);
        const dWeight = newTensor([d]);
        kernels.rmsNormBackward(rows, d, input, scale, eps, pointer(dy), pointer(dx), pointer(dWeight));
        return [dx, dWeight];
      },
    };
  });
}

/**
 * Root-mean-square normalisation (Zhang & Sennrich 2019): x / sqrt(mean(x^2) + eps) * weight, row by row.
 * Differentiable in `x` and `weight`.
 * @param x [N, d]
 * @param weight [d]
 * @returns [N, d]
 * @example rmsNorm(x, tf.ones([64]), 1e-6)
 */
export function rmsNorm(x: tf.Tensor2D, weight: tf.Tensor1D, eps: number): tf.Tensor2D {
  const kernels = activeKernels();
  return kernels ? rmsNormFused(kernels, x, weight, eps) : tf.tidy(() => rmsNormReference(x, weight, eps));
}
