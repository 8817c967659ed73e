import { tf } from "./tfjs.js";

/** `swiglu` in plain tfjs operations. */
export function swigluReference(gateUp: tf.Tensor2D): tf.Tensor2D {
  const [gate, up] = tf.split(gateUp, 2, 1);
  return tf.mul(tf.mul(gate, tf.sigmoid(gate)), up);
}

/**
 * The gated feed-forward activation (Shazeer 2020): silu(gate) * up.
 * @param gateUp [N, 2F]: the gate's columns, then up's
 * @returns [N, F]
 */
export function swiglu(gateUp: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => swigluReference(gateUp));
}
