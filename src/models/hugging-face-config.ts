import { z } from "zod";
import { type DecoderConfig, decoderConfig, MODEL_TYPES, type ModelType } from "./config.js";
import { fromHuggingFaceRope, ropeKeys, toHuggingFaceRope } from "./hugging-face-rope.js";

const ARCHITECTURES: Record<ModelType, string> = {
  qwen3: "Qwen3ForCausalLM",
  qwen2: "Qwen2ForCausalLM",
  llama: "LlamaForCausalLM",
};

/** What transformers takes where a key is absent. */
const DEFAULTS = {
  qwen3: { kvHeads: 32, headDim: 128, maxPositions: 32768 },
  qwen2: { kvHeads: 32, headDim: null, maxPositions: 32768 },
  llama: { kvHeads: null, headDim: null, maxPositions: 2048 },
} as const satisfies Record<ModelType, object>;

const off = z.literal(false).nullish();
const one = z.literal(1).nullish();
const none = z.null().optional();

/** Settings that would change the numbers and that the decoder does not have: refused unless they are neutral. */
const unsupportedKeys = {
  hidden_act: z.literal("silu").nullish(),
  mlp_bias: off,
  use_qk_norm: off,
  partial_rotary_factor: one,
  embedding_multiplier: one,
  residual_multiplier: one,
  logits_scaling: one,
  logit_scale: one,
  attention_multiplier: none,
  attn_logit_softcapping: none,
  final_logit_softcapping: none,
  clip_qkv: none,
  attention_chunk_size: none,
  no_rope_layers: none,
  num_experts: none,
  num_local_experts: none,
  quantization_config: z
    .null({ error: "wanted a model that is not quantised, in float32, float16 or bfloat16" })
    .optional(),
};

/**
 * The keys of config.json that we understand. Keys that we do not know are ignored; settings that would change the
 * numbers and that the decoder does not have are refused.
 */
export const huggingFaceConfigSchema = z.looseObject({
  model_type: z.enum(MODEL_TYPES),
  vocab_size: z.number(),
  hidden_size: z.number(),
  num_hidden_layers: z.number(),
  num_attention_heads: z.number(),
  num_key_value_heads: z.number().nullish(),
  head_dim: z.number().nullish(),
  intermediate_size: z.number(),
  rms_norm_eps: z.number().default(1e-6),
  tie_word_embeddings: z.boolean().default(false),
  attention_bias: z.boolean().nullish(),
  use_sliding_window: z.boolean().nullish(),
  sliding_window: z.number().nullish(),
  max_window_layers: z.number().nullish(),
  layer_types: z.array(z.string()).nullish(),
  ...ropeKeys,
  ...unsupportedKeys,
});
type HuggingFaceConfig = z.infer<typeof huggingFaceConfigSchema>;

/** The decoder that a Hugging Face config.json describes. Throws on what the decoder does not have, naming the key. */
export function fromHuggingFaceConfig(config: HuggingFaceConfig): DecoderConfig {
  refuseSlidingWindow(config);
  const { model_type: modelType, num_attention_heads: heads } = config;
  const defaults = DEFAULTS[modelType];
  const { num_key_value_heads = defaults.kvHeads, head_dim = defaults.headDim } = config;
  const maxPositions = config.max_position_embeddings ?? defaults.maxPositions;
  const qkvBias = modelType === "qwen2" || config.attention_bias === true;
  return decoderConfig({
    modelType,
    vocabSize: config.vocab_size,
    hiddenSize: config.hidden_size,
    layers: config.num_hidden_layers,
    heads,
    kvHeads: num_key_value_heads ?? heads,
    headDim: head_dim ?? config.hidden_size / heads,
    feedForward: config.intermediate_size,
    ...fromHuggingFaceRope(config, maxPositions),
    rmsEps: config.rms_norm_eps,
    qkvBias,
    tiedEmbedding: config.tie_word_embeddings,
    maxPositions,
  });
}

/** Every token looks at all before it; a window that some layers would have is refused. */
function refuseSlidingWindow(config: HuggingFaceConfig): void {
  const { model_type, sliding_window, num_hidden_layers: layers } = config;
  const other = config.layer_types?.find((type) => type !== "full_attention");
  if (other)
    throw new Error(`config.json has layer_types with "${other}"; only "full_attention" is supported`);
  if (config.layer_types) return;
  // Qwen's models name a window that they do not use; elsewhere naming it is using it.
  const qwen = model_type !== "llama";
  const used = qwen ? config.use_sliding_window && (config.max_window_layers ?? 28) < layers : true;
  if (used && (sliding_window ?? (qwen ? 4096 : null)) !== null)
    throw new Error(
      `config.json has ${qwen ? "use_sliding_window true" : `sliding_window ${sliding_window}`}; attention within a window is not supported`,
    );
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
    attention_bias: config.outputBias,
    attention_dropout: 0,
    rope_scaling: toHuggingFaceRope(config.ropeScaling),
    dtype: "float32", // transformers 5
    torch_dtype: "float32", // transformers 4
    use_cache: true,
  };
}
