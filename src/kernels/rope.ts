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

/** What turns heads, in tensors. */
export interface Rotation {
  /** Broadcast against [..., headDim]: both numbers of a pair have its angle. */
  cos: tf.Tensor;
  sin: tf.Tensor;
  /** [headDim, headDim]: x times it is (-second half of x, first half of x), a turn by 90 degrees. */
  quarterTurn: tf.Tensor2D;
}

/**
 * The rotation of tokens at the given positions.
 * @param shape of `cos` and `sin`: positions.length x headDim values, headDim last
 */
export function rotationAt(
  { cos, sin }: RopeTable,
  positions: ArrayLike<number>,
  shape: readonly number[],
): Rotation {
  const headDim = shape[shape.length - 1]!;
  const half = headDim / 2;
  const inTensor = (table: Float32Array): tf.Tensor => {
    const values = new Float32Array(positions.length * headDim);
    for (let i = 0; i < positions.length; i++) {
      const angles = table.subarray(positions[i]! * half, (positions[i]! + 1) * half);
      values.set(angles, i * headDim);
      values.set(angles, i * headDim + half);
    }
    return tf.tensor(values, [...shape]);
  };
  const quarterTurn = tf.buffer<tf.Rank.R2>([headDim, headDim]);
  for (let i = 0; i < half; i++) {
    quarterTurn.set(-1, half + i, i);
    quarterTurn.set(1, i, half + i);
  }
  return { cos: inTensor(cos), sin: inTensor(sin), quarterTurn: quarterTurn.toTensor() };
}

/**
 * Turns the pairs (x[i], x[i + headDim / 2]), the layout of Hugging Face: x cos + rotate_half(x) sin.
 * @param x [..., headDim]
 */
export function rotate(x: tf.Tensor, { cos, sin, quarterTurn }: Rotation): tf.Tensor {
  const [headDim] = quarterTurn.shape;
  const turned = tf.matMul(tf.reshape<tf.Rank.R2>(x, [-1, headDim]), quarterTurn);
  return tf.add(tf.mul(x, cos), tf.mul(tf.reshape(turned, x.shape), sin));
}
