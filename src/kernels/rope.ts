import { tf } from "./tfjs.js";

/** Cosines and sines of the rotation angles, [positions, headDim / 2] each, row-major. */
export interface RopeTable {
  cos: Float32Array;
  sin: Float32Array;
}

/**
 * Rotary position embedding (Su et al. 2021): position t turns the i-th pair by t * base^(-2i / headDim) radians.
 * @param positions how many positions the table covers, from 0
 */
export function ropeTable(positions: number, headDim: number, base: number): RopeTable {
  const half = headDim / 2;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let i = 0; i < half; i++) {
    const frequency = Math.fround(base ** ((-2 * i) / headDim));
    for (let t = 0; t < positions; t++) {
      const angle = Math.fround(t * frequency);
      cos[t * half + i] = Math.cos(angle);
      sin[t * half + i] = Math.sin(angle);
    }
  }
  return { cos, sin };
}

/**
 * Turns the pairs (x[i], x[i + headDim / 2]), the layout of Hugging Face's `rotate_half`.
 * @param x [..., headDim]
 * @param cos broadcast against [..., headDim / 2]
 * @param sin like `cos`
 */
export function rotate(x: tf.Tensor, cos: tf.Tensor, sin: tf.Tensor): tf.Tensor {
  const axis = x.rank - 1;
  const [a, b] = tf.split(x, 2, axis);
  return tf.concat([tf.sub(tf.mul(a, cos), tf.mul(b, sin)), tf.add(tf.mul(b, cos), tf.mul(a, sin))], axis);
}
