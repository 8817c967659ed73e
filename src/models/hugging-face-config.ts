import { z } from "zod";
import { type DecoderConfig, decoderConfig } from "./config.js";

const ARCHITECTURES = { qwen3: "Qwen3ForCausalLM", llama: "LlamaForCausalLM" } as const;

/**
 * The keys of config.json that we understand, with the defaults that transformers has. Keys that we do not know are
 * ignored; settings that would change the numbers and that the decoder does not have are refused.
 */
export const huggingFaceConfigSchema = z.looseObject({
  model_type: z.enum(["qwen3", "llama"]),
  vocab_size: z.number(),
  hidden_size: z.number(),
  num_hidden_layers: z.number(),
  num_attention_heads: z.number(),
  num_key_value_heads: z.number().nullish(),
  head_dim: z.number().nullish(),
  intermediate_size: z.number(),
  max_position_embeddings: z.number(),
  rope_theta: z.number().optional(),
  rope_parameters: z
    .looseObject({ rope_theta: z.number(), rope_type: z.literal("default").optional() })
    .nullish(),
  rms_norm_eps: z.number().default(1e-6),
  tie_word_embeddings: z.boolean().default(false),
  // Settings that would change the numbers and that the decoder does not have.
  hidden_act: z.literal("silu").default("silu"),
  attention_bias: z.literal(false).default(false),
  mlp_bias: z.literal(false).default(false),
  use_sliding_window: z.literal(false).default(false),
  rope_scaling: z.null().default(null),
  quantization_config: z.undefined().optional(),
});

/** The decoder that a Hugging Face config.json describes. */
export function fromHuggingFaceConfig(config: z.infer<typeof huggingFaceConfigSchema>): DecoderConfig {
  return decoderConfig({
    modelType: config.model_type,
    vocabSize: config.vocab_size,
    hiddenSize: config.hidden_size,
    layers: config.num_hidden_layers,
    heads: config.num_attention_heads,
    kvHeads: config.num_key_value_heads ?? config.num_attention_heads,
    headDim: config.head_dim ?? config.hidden_size / config.num_attention_heads,
    feedForward: config.intermediate_size,
    ropeBase: config.rope_theta ?? config.rope_parameters?.rope_theta ?? 10000,
    rmsEps: config.rms_norm_eps,
    tiedEmbedding: config.tie_word_embeddings,
    maxPositions: config.max_position_embeddings,
  });
}

/** The config.json with which transformers builds the same decoder. */
export function toHuggingFaceConfig(config: DecoderConfig): Record<string, unknown> {
  return {
    architectures: [ARCHITECTURES[config.modelType]],
    model_type: config.modelType,
    vocab_size: config.vocabSize,
    hidden_size: config.hiddenSize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.kvHeads,
    head_dim: config.headDim,
    intermediate_size: config.feedForward,
    max_position_embeddings: config.maxPositions,
    rope_theta: config.ropeBase,
    rms_norm_eps: config.rmsEps,
    tie_word_embeddings: config.tiedEmbedding,
    hidden_act: "silu",
    attention_bias: false,
    attention_dropout: 0,
    rope_scaling: null,
    dtype: "float32", // transformers 5
    torch_dtype: "float32", // transformers 4
    use_cache: true,
  };
}
