import { rmsNormReference } from "./rms-norm.js";
import { ropeTable, rotate } from "./rope.js";
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
  const cos = tf.tensor3d(table.cos, [length, 1, headDim / 2]);
  const sin = tf.tensor3d(table.sin, [length, 1, headDim / 2]);
  const turn = (x: tf.Tensor, norm: tf.Tensor1D | null, count: number): tf.Tensor2D => {
    const perHead = tf.reshape(x, [-1, length, count, headDim]);
    const normed = norm ? rmsNormReference(perHead, norm, eps) : perHead;
    return tf.reshape(rotate(normed, cos, sin), [-1, count * headDim]);
  };
  const [q, k, v] = tf.split(qkv, [heads * headDim, kvHeads * headDim, kvHeads * headDim], 1);
  return tf.concat<tf.Tensor2D>([turn(q, queryNorm, heads), turn(k, keyNorm, kvHeads), v as tf.Tensor2D], 1);
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
