import { tf } from "./tfjs.js";
import { activeKernels, type Kernels } from "./wasm/kernels.js";
import { newTensor, pointer } from "./wasm/memory.js";
import { withGradient } from "./wasm/with-gradient.js";

/** `swiglu` in plain tfjs operations. */
export function swigluReference(gateUp: tf.Tensor2D): tf.Tensor2D {
  const [gate, up] = tf.split(gateUp, 2, 1);
  return tf.mul(tf.mul(gate, tf.sigmoid(gate)), up);
}

function swigluFused(kernels: Kernels, gateUp: tf.Tensor2D): tf.Tensor2D {
  const [rows, columns] = gateUp.shape;
  const width = columns / 2;
  return withGradient([gateUp], () => {
    const value = newTensor<tf.Tensor2D>([rows, width]);
    kernels.swigluForward(rows, width, pointer(gateUp), pointer(value));
    return {
      value,
      saved: [gateUp],
      gradient: (dy, [input]) => {
        const dGateUp = newTensor([rows, columns]);
        kernels.swigluBackward(rows, width, pointer(input!), pointer(dy), pointer(dGateUp));
        return [dGateUp];
      },
    };
  });
}

/**
 * The gated feed-forward activation (Shazeer 2020): silu(gate) * up.
 * @param gateUp [N, 2F]: the gate's columns, then up's
 * @returns [N, F]
 * @example swiglu(tf.tensor2d([[0, 1]])) // [[0]], a tensor
 */
export function swiglu(gateUp: tf.Tensor2D): tf.Tensor2D {
  const kernels = activeKernels();
  return kernels ? swigluFused(kernels, gateUp) : tf.tidy(() => swigluReference(gateUp));
}
