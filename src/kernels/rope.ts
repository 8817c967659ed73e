import { mostPositions, type RopeScaling, ropeFrequencies } from "./rope-scaling.js";
import { tf } from "./tfjs.js";

/** Cosines and sines of the rotation angles, [positions, headDim / 2] each, row-major. */
export interface RopeTable {
  cos: Float32Array;
  sin: Float32Array;
}

/**
 * Rotary position embedding (Su et al. 2021): position t turns the i-th pair by t * base^(-2i / headDim) radians, or
 * less where the frequencies are scaled.
 * @param positions how many positions the table covers, from 0
 * @throws when these are more than the scaling is known for
 */
export function ropeTable(
  positions: number,
  headDim: number,
  base: number,
  scaling: RopeScaling | null = null,
): RopeTable {
  if (positions > mostPositions(scaling))
    throw new Error(
      `rope scaling "${scaling!.type}" is supported up to the ${mostPositions(scaling)} positions that the model was ` +
        `trained for, ${positions} were asked for: take shorter prompts or responses`,
    );
  const attentionFactor = scaling?.type === "yarn" ? scaling.attentionFactor : 1;
  const frequencies = ropeFrequencies(headDim, base, scaling);
  const half = headDim / 2;
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let i = 0; i < half; i++) {
    const frequency = Math.fround(frequencies[i]!);
    for (let t = 0; t < positions; t++) {
      const angle = Math.fround(t * frequency);
      cos[t * half + i] = attentionFactor * Math.cos(angle);
      sin[t * half + i] = attentionFactor * Math.sin(angle);
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
