import {
  causalAttention,
  embed,
  gatherRows,
  type LayerWeights,
  type LogProbEntropy,
  type LogProbEntropyOptions,
  projectedLogProbEntropy,
  qkNormRope,
  rmsNorm,
  swiglu,
  tf,
} from "../kernels/index.js";
import type { DecoderConfig } from "./config.js";
import type { Policy } from "./policy.js";

/** How the rows of a tensor are laid out: `batch` sequences of `length` tokens each, one after the other. */
export interface BatchLayout {
  batch: number;
  /** Tokens in each sequence; shorter ones are padded on the right. */
  length: number;
  /** Where given, rows are not places in sequences: a beginning that sequences share is computed once, padding never. */
  packed?: PackedRows;
}

/** Which row computes the token of each place in the sequences. */
export interface PackedRows {
  /** [batch length] the row of each place; any row where the place is padding */
  rowOf: Int32Array;
  /** [rows] a place of each row */
  placeOf: Int32Array;
}

/**
 * Rows of a tensor that is laid out so.
 * @example rowCount({ batch: 2, length: 8 }) // 16
 */
export function rowCount({ batch, length, packed }: BatchLayout): number {
  return packed ? packed.placeOf.length : batch * length;
}

/**
 * The last hidden state of every token: embedding, blocks, final norm. Differentiable in the weights. A token sees
 * itself and what stands before it in its sequence, so padding on the right changes nothing before it.
 * @param ids [rows] token ids, int32
 * @returns [rows, hiddenSize]
 * @example hiddenStates(policy, tf.tensor1d([7, 3], "int32"), { batch: 1, length: 2 })
 */
export function hiddenStates(
  { config, weights }: Pick<Policy, "config" | "weights">,
  ids: tf.Tensor1D,
  layout: BatchLayout,
): tf.Tensor2D {
  const rows = rowCount(layout);
  if (ids.size !== rows)
    throw new Error(
      `${layout.batch} sequences of ${layout.length} tokens want ${rows} ids, received ${ids.size}`,
    );
  return tf.tidy(() => {
    let residual = embedTokens({ weights }, ids);
    for (const layer of weights.layers) residual = decoderBlock(residual, layer, config, layout);
    return lastNorm({ config, weights }, residual);
  });
}

/**
 * The residual stream before the first block: [rows, hiddenSize].
 * @example embedTokens(policy, tf.tensor1d([7, 3], "int32")) // [2, hiddenSize]
 */
export function embedTokens({ weights }: Pick<Policy, "weights">, ids: tf.Tensor1D): tf.Tensor2D {
  return embed(weights.embedding as tf.Tensor2D, ids);
}

/**
 * The last hidden states from the residual stream behind the last block.
 * @example projectToVocabulary(policy, lastNorm(policy, residual))
 */
export function lastNorm(
  { config, weights }: Pick<Policy, "config" | "weights">,
  residual: tf.Tensor2D,
): tf.Tensor2D {
  return norm(residual, weights.finalNorm, config);
}

/**
 * Logits of the next token: the output projection of hidden states.
 * @param hidden [N, hiddenSize]
 * @returns [N, vocabSize]
 * @example projectToVocabulary(policy, hiddenStates(policy, ids, layout))
 */
export function projectToVocabulary({ weights }: Pick<Policy, "weights">, hidden: tf.Tensor2D): tf.Tensor2D {
  return matMulTransposed(hidden, weights.head ?? weights.embedding);
}

/**
 * Log-probability of each next token and entropy of its distribution, in nats, from hidden states. A large vocabulary is
 * gone through tile by tile, so that its logits are never held at once. Differentiable through `logProbs` only.
 * @param hidden [N, hiddenSize]
 * @param targets [N], int32: the next tokens
 * @example nextTokenLogProbs(policy, hiddenStates(policy, ids, layout), targets).entropies
 */
export function nextTokenLogProbs(
  { weights }: Pick<Policy, "weights">,
  hidden: tf.Tensor2D,
  targets: tf.Tensor1D,
  options: LogProbEntropyOptions = {},
): LogProbEntropy {
  return projectedLogProbEntropy(
    hidden,
    (weights.head ?? weights.embedding) as tf.Tensor2D,
    targets,
    options,
  );
}

/** x W^T for a weight matrix [out, in]. */
export type WeightProduct = (x: tf.Tensor2D, weight: tf.Variable) => tf.Tensor2D;

/**
 * The plain product.
 * @example matMulTransposed(x, weight) // [rows, out]
 */
export const matMulTransposed: WeightProduct = (x, weight) =>
  tf.matMul(x, weight as tf.Tensor2D, false, true);

/**
 * One block reads the residual stream twice and adds to it twice: x + attention(norm(x)), x + feedForward(norm(x)).
 * @param product how the products with weights come about, where they are not simply computed
 * @example decoderBlock(embedTokens(policy, ids), policy.weights.layers[0], policy.config, { batch: 1, length })
 */
export function decoderBlock(
  x: tf.Tensor2D,
  layer: LayerWeights,
  config: DecoderConfig,
  layout: BatchLayout,
  product: WeightProduct = matMulTransposed,
): tf.Tensor2D {
  const linear = (of: tf.Tensor2D, weight: tf.Variable, bias: tf.Variable | null = null): tf.Tensor2D =>
    bias ? tf.add(product(of, weight), bias) : product(of, weight);
  const inner = attention(norm(x, layer.inputNorm, config), layer, config, { ...layout, linear });
  const attended: tf.Tensor2D = tf.add(x, inner);
  return tf.add(attended, feedForward(norm(attended, layer.postNorm, config), layer, linear));
}

/** x W^T + bias. */
type Linear = (x: tf.Tensor2D, weight: tf.Variable, bias?: tf.Variable | null) => tf.Tensor2D;

/** softmax(q k / sqrt(headDim)) v, head by head, after QK-norm and rotary position embedding. */
function attention(
  x: tf.Tensor2D,
  layer: LayerWeights,
  config: DecoderConfig,
  { batch, length, packed, linear }: BatchLayout & { linear: Linear },
): tf.Tensor2D {
  const { heads, kvHeads, headDim, ropeBase, ropeScaling, rmsEps: eps } = config;
  const [queryNorm, keyNorm] = [layer.queryNorm, layer.keyNorm] as (tf.Tensor1D | null)[];
  const shape = { heads, kvHeads, headDim, length };
  const projected = linear(x, layer.qkv, layer.qkvBias);
  const inSequence = packed ? gatherRows(projected, tf.tensor1d(packed.rowOf, "int32")) : projected;
  const qkv = qkNormRope(inSequence, queryNorm, keyNorm, { ...shape, ropeBase, ropeScaling, eps });
  const mixed = causalAttention(qkv, { ...shape, batch });
  const inRows = packed ? gatherRows(mixed, tf.tensor1d(packed.placeOf, "int32")) : mixed;
  return linear(inRows, layer.output, layer.outputBias);
}

/** SwiGLU (Shazeer 2020): down(silu(gate(x)) * up(x)). */
function feedForward(x: tf.Tensor2D, { gateUp, down }: LayerWeights, linear: Linear): tf.Tensor2D {
  return linear(swiglu(linear(x, gateUp)), down);
}

function norm(x: tf.Tensor2D, weight: tf.Variable, { rmsEps }: DecoderConfig): tf.Tensor2D {
  return rmsNorm(x, weight as tf.Tensor1D, rmsEps);
}
