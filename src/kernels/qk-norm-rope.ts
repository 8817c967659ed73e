import { unitRms } from "./rms-norm.js";
import { type Rotation, ropeTable, rotate, rotationAt } from "./rope.js";
import type { RopeScaling } from "./rope-scaling.js";
import { tf } from "./tfjs.js";
import { activeKernels, type Kernels } from "./wasm/kernels.js";
import { newTensor, pointer } from "./wasm/memory.js";
import { ropeAddresses } from "./wasm/rope-addresses.js";
import { withGradient } from "./wasm/with-gradient.js";

export interface QkNormRopeOptions {
  heads: number;
  kvHeads: number;
  headDim: number;
  /** Tokens in each sequence; row n stands at position n % length. */
  length: number;
  ropeBase: number;
  ropeScaling?: RopeScaling | null;
  eps: number;
}

/** `qkNormRope` in plain tfjs operations. */
export function qkNormRopeReference(
  qkv: tf.Tensor2D,
  queryNorm: tf.Tensor1D | null,
  keyNorm: tf.Tensor1D | null,
  { heads, kvHeads, headDim, length, ropeBase, ropeScaling, eps }: QkNormRopeOptions,
): tf.Tensor2D {
  const table = ropeTable(length, headDim, ropeBase, ropeScaling);
  const rotation = rotationAt(table, [...Array(length).keys()], [length, 1, headDim]);
  const turning = heads + kvHeads;
  const [queriesAndKeys, values] = tf.split(qkv, [turning * headDim, kvHeads * headDim], 1);
  const weights = queryNorm && keyNorm && headWeights(queryNorm, keyNorm, { heads, kvHeads });
  const byHead = tf.reshape(queriesAndKeys!, [-1, length, turning, headDim]);
  const turned = tf.reshape<tf.Rank.R2>(turnHeads(byHead, weights, { rotation, eps }), [
    -1,
    turning * headDim,
  ]);
  return tf.concat([turned, values as tf.Tensor2D], 1);
}

/** Weights of the norms of all query heads, then of all key heads: [heads + kvHeads, headDim]. */
export function headWeights(
  queryNorm: tf.Tensor1D,
  keyNorm: tf.Tensor1D,
  { heads, kvHeads }: Pick<QkNormRopeOptions, "heads" | "kvHeads">,
): tf.Tensor2D {
  const repeated = (norm: tf.Tensor1D, count: number): tf.Tensor2D =>
    tf.broadcastTo(tf.reshape(norm, [1, norm.size]), [count, norm.size]);
  return tf.concat([repeated(queryNorm, heads), repeated(keyNorm, kvHeads)], 0);
}

/**
 * Norm, where there are weights, and rotation of heads [..., headDim] all at once; weights and rotation are broadcast
 * against them.
 */
export function turnHeads(
  x: tf.Tensor,
  weights: tf.Tensor | null,
  { rotation, eps }: { rotation: Rotation; eps: number },
): tf.Tensor {
  if (!weights) return rotate(x, rotation);
  const normed = tf.reshape(unitRms(tf.reshape(x, [-1, x.shape[x.rank - 1]!]), eps), x.shape);
  return rotate(tf.mul(normed, weights), rotation);
}

function qkNormRopeFused(
  kernels: Kernels,
  qkv: tf.Tensor2D,
  norms: readonly tf.Tensor1D[],
  { heads, kvHeads, headDim, length, ropeBase, ropeScaling, eps }: QkNormRopeOptions,
): tf.Tensor2D {
  const [rows, width] = qkv.shape;
  const operands = (tensors: tf.Tensor[]) => {
    const [input, query = 0, key = 0] = tensors.map(pointer);
    const { cos, sin } = ropeAddresses(length, headDim, ropeBase, ropeScaling);
    return [input!, query, key, eps, cos, sin] as const;
  };
  return withGradient([qkv, ...norms], () => {
    const value = newTensor<tf.Tensor2D>([rows, width]);
    const inputs = operands([qkv, ...norms]);
    kernels.qkNormRopeForward(rows, heads, kvHeads, headDim, length, 0, ...inputs, pointer(value));
    return {
      value,
      saved: [qkv, ...norms],
      gradient: (dy, saved) => {
        const gradients = saved.map(({ shape }) => newTensor(shape));
        const [dQkv, dQuery = 0, dKey = 0] = gradients.map(pointer);
        kernels.qkNormRopeBackward(
          ...([rows, heads, kvHeads, headDim, length, ...operands(saved)] as const),
          ...([pointer(dy), dQkv!, dQuery, dKey] as const),
        );
        return gradients;
      },
    };
  });
}

/**
 * RMSNorm on every head's query and key (Qwen3's QK-norm; left out where the norms are null, as in Llama), then the
 * rotary position embedding in Hugging Face's rotate-half layout. Values pass unchanged. Differentiable in `qkv` and
 * both norms.
 * @param qkv [N, (heads + 2 kvHeads) headDim], N a multiple of `length`
 * @param queryNorm [headDim]
 * @param keyNorm [headDim]
 * @returns the shape of `qkv`
 * @example qkNormRope(qkv, null, null, { length: 16, heads: 4, kvHeads: 2, headDim: 16, ropeBase: 1e6, eps })
 */
export function qkNormRope(
  qkv: tf.Tensor2D,
  queryNorm: tf.Tensor1D | null,
  keyNorm: tf.Tensor1D | null,
  options: QkNormRopeOptions,
): tf.Tensor2D {
  if ((queryNorm === null) !== (keyNorm === null)) {
    throw new Error(`qkNormRope wants both norms or neither, ${queryNorm ? "keyNorm" : "queryNorm"} is null`);
  }
  const kernels = activeKernels();
  if (kernels)
    return qkNormRopeFused(kernels, qkv, queryNorm && keyNorm ? [queryNorm, keyNorm] : [], options);
  return tf.tidy(() => qkNormRopeReference(qkv, queryNorm, keyNorm, options));
}
