import type { DecoderWeights } from "../kernels/index.js";
import type { DecoderConfig } from "./config.js";

/**
 * Every weight of a decoder, in a fixed order: what `parameter` makes of each name and shape. The names are those of a
 * Hugging Face checkpoint, with `qkv_proj` for q, k and v and `gate_up_proj` for gate and up, whose rows stand one
 * below the other.
 */
export function decoderWeights<T>(
  config: DecoderConfig,
  parameter: (name: string, shape: readonly number[]) => T,
): DecoderWeights<T> {
  const { vocabSize, hiddenSize, headDim, feedForward, qkNorm, qkvBias, outputBias, tiedEmbedding } = config;
  const queries = config.heads * headDim;
  const projected = queries + 2 * config.kvHeads * headDim;
  const where = (condition: boolean, name: string, shape: readonly number[]): T | null =>
    condition ? parameter(name, shape) : null;
  return {
    embedding: parameter("model.embed_tokens.weight", [vocabSize, hiddenSize]),
    layers: Array.from({ length: config.layers }, (_, i) => {
      const layer = `model.layers.${i}`;
      const attention = `${layer}.self_attn`;
      return {
        inputNorm: parameter(`${layer}.input_layernorm.weight`, [hiddenSize]),
        qkv: parameter(`${attention}.qkv_proj.weight`, [projected, hiddenSize]),
        qkvBias: where(qkvBias, `${attention}.qkv_proj.bias`, [projected]),
        queryNorm: where(qkNorm, `${attention}.q_norm.weight`, [headDim]),
        keyNorm: where(qkNorm, `${attention}.k_norm.weight`, [headDim]),
        output: parameter(`${attention}.o_proj.weight`, [hiddenSize, queries]),
        outputBias: where(outputBias, `${attention}.o_proj.bias`, [hiddenSize]),
        postNorm: parameter(`${layer}.post_attention_layernorm.weight`, [hiddenSize]),
        gateUp: parameter(`${layer}.mlp.gate_up_proj.weight`, [2 * feedForward, hiddenSize]),
        down: parameter(`${layer}.mlp.down_proj.weight`, [hiddenSize, feedForward]),
      };
    }),
    finalNorm: parameter("model.norm.weight", [hiddenSize]),
    head: where(!tiedEmbedding, "lm_head.weight", [vocabSize, hiddenSize]),
  };
}

/**
 * The number of trainable values of a decoder of this configuration.
 * @example parameterCount(decoderConfig(MODEL_SIZES.M))
 */
export function parameterCount(config: DecoderConfig): number {
  let count = 0;
  decoderWeights(config, (_name, shape) => {
    count += shape.reduce((product, n) => product * n, 1);
  });
  return count;
}
