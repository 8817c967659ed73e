import { tf } from "./tfjs.js";
import { activeKernels, type Kernels, scratch } from "./wasm/kernels.js";
import { newTensor, pointer } from "./wasm/memory.js";
import { gradientIsRecorded, withGradient } from "./wasm/with-gradient.js";

export interface CausalAttentionOptions {
  batch: number;
  /** Tokens in each sequence. */
  length: number;
  heads: number;
  kvHeads: number;
  headDim: number;
}

function causalBias(length: number): tf.Tensor2D {
  const bias = new Float32Array(length * length);
  for (let i = 0; i < length; i++) bias.fill(-1e9, i * length + i + 1, (i + 1) * length);
  return tf.tensor2d(bias, [length, length]);
}

/** `causalAttention` in plain tfjs operations. */
export function causalAttentionReference(
  qkv: tf.Tensor2D,
  { batch, length, heads, kvHeads, headDim }: CausalAttentionOptions,
): tf.Tensor2D {
  const group = heads / kvHeads;
  const byHead = tf.transpose(tf.reshape(qkv, [batch, length, heads + 2 * kvHeads, headDim]), [0, 2, 1, 3]);
  const [q, k, v] = tf.split(byHead, [heads, kvHeads, kvHeads], 1);
  // The `group` query heads that share a key-value head stand below each other in one matrix.
  const scaled = tf.mul(q, headDim ** -0.5);
  const queries = tf.reshape(scaled, [batch * kvHeads, group * length, headDim]);
  const keys = tf.reshape(k, [batch * kvHeads, length, headDim]);
  const values = tf.reshape(v, [batch * kvHeads, length, headDim]);
  const scores = tf.matMul(queries, keys, false, true);
  const masked = tf.add(tf.reshape(scores, [batch * heads, length, length]), causalBias(length));
  const weights = tf.reshape(tf.softmax(masked), [batch * kvHeads, group * length, length]);
  const mixed = tf.reshape(tf.matMul(weights, values), [batch, heads, length, headDim]);
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [batch * length, heads * headDim]);
}

function causalAttentionFused(
  kernels: Kernels,
  qkv: tf.Tensor2D,
  { batch, length, heads, kvHeads, headDim }: CausalAttentionOptions,
): tf.Tensor2D {
  const shape = [batch, length, heads, kvHeads, headDim] as const;
  const space = scratch(kernels.attentionScratchBytes(length, headDim));
  return withGradient([qkv], () => {
    const keepWeights = gradientIsRecorded();
    const weights = newTensor([keepWeights ? batch * heads : 1, kernels.attentionWeightFloats(length)]);
    const value = newTensor<tf.Tensor2D>([batch * length, heads * headDim]);
    kernels.attentionForward(...shape, pointer(qkv), pointer(weights), keepWeights, pointer(value), space);
    return {
      value,
      saved: [qkv, weights],
      gradient: (dy, saved) => {
        const [input, softmax] = saved.map(pointer) as [number, number];
        const dQkv = newTensor(qkv.shape);
        const backwardSpace = scratch(kernels.attentionScratchBytes(length, headDim));
        kernels.attentionBackward(...shape, input, softmax, pointer(dy), pointer(dQkv), backwardSpace);
        return [dQkv];
      },
    };
  });
}

/**
 * Causal self-attention: each token mixes the values of its sequence up to itself with softmax(q k / sqrt(headDim)).
 * Query head h reads key-value head floor(h kvHeads / heads) (grouped-query attention). Sequences are padded on the
 * right, so no padding mask is needed.
 * @param qkv [batch length, (heads + 2 kvHeads) headDim]
 * @returns [batch length, heads headDim]
 * @example causalAttention(qkv, { batch: 2, length: 16, heads: 4, kvHeads: 2, headDim: 16 })
 */
export function causalAttention(qkv: tf.Tensor2D, options: CausalAttentionOptions): tf.Tensor2D {
  const kernels = activeKernels();
  if (kernels) return causalAttentionFused(kernels, qkv, options);
  return tf.tidy(() => causalAttentionReference(qkv, options));
}
