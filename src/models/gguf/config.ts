import { z } from "zod";
import type { GgufHeader } from "./header.js";
import { Metadata } from "./metadata.js";
import { llama3Scaling } from "./rope-factors.js";
import { readGgufTensor } from "./weights.js";

const ARCHITECTURES = { llama: "LlamaForCausalLM", qwen2: "Qwen2ForCausalLM", qwen3: "Qwen3ForCausalLM" };
const size = z.int().positive();
const number = z.number();

/**
 * The config.json of the Hugging Face folder that a GGUF file was made from. Throws, naming it, on an architecture
 * other than llama, qwen2 and qwen3 and on every setting of the architecture that is not known here.
 */
export function ggufConfig(file: string, { metadata, tensors }: GgufHeader): Record<string, unknown> {
  const all = new Metadata(file, metadata);
  const parts = all.optional("split.count", z.int()) ?? 1;
  if (parts > 1)
    throw new Error(`${file} is one of ${parts} parts; join them first (llama-gguf-split --merge)`);
  const architecture = all.required("general.architecture", z.string());
  if (!Object.hasOwn(ARCHITECTURES, architecture))
    throw new Error(
      `${file} holds a model of architecture "${architecture}"; ${Object.keys(ARCHITECTURES).join(", ")} can be read`,
    );
  const shapes = new Map(tensors.map(({ name, shape }) => [name, shape]));
  const own = <T extends z.ZodType>(key: string, schema: T) => all.optional(`${architecture}.${key}`, schema);
  const needed = <T extends z.ZodType>(key: string, schema: T) =>
    all.required(`${architecture}.${key}`, schema);

  const hidden = needed("embedding_length", size);
  const heads = needed("attention.head_count", size);
  const headDim = own("attention.key_length", size) ?? hidden / heads;
  const rope = own("rope.freq_base", number) ?? 10000;
  const context = needed("context_length", size);
  const ropeFactors = tensors.find(({ name }) => name === "rope_freqs.weight");
  const config = {
    architectures: [ARCHITECTURES[architecture as keyof typeof ARCHITECTURES]],
    model_type: architecture,
    vocab_size: shapes.get("token_embd.weight")?.[0],
    hidden_size: hidden,
    intermediate_size: needed("feed_forward_length", size),
    num_hidden_layers: needed("block_count", size),
    num_attention_heads: heads,
    num_key_value_heads: own("attention.head_count_kv", size) ?? heads,
    head_dim: headDim,
    max_position_embeddings: context,
    // The file has it in single precision.
    rms_norm_eps: Number(needed("attention.layer_norm_rms_epsilon", number).toPrecision(7)),
    rope_theta: rope,
    rope_scaling: ropeFactors
      ? llama3Scaling(file, readGgufTensor(file, ropeFactors), { headDim, base: rope })
      : ropeScaling(own, context),
    tie_word_embeddings: !shapes.has("output.weight"),
    ...(architecture !== "qwen2" && { attention_bias: shapes.has("blk.0.attn_q.bias") }),
    hidden_act: "silu",
  };
  own("vocab_size", z.literal(config.vocab_size));
  own("attention.value_length", z.literal(headDim));
  own("rope.dimension_count", z.literal(headDim));
  for (const mixture of ["expert_count", "expert_used_count"]) own(mixture, z.literal(0));
  own("tensor_data_layout", z.string());
  all.refuseUnread(`${architecture}.`);
  return config;
}

/** The rope_scaling that the keys `rope.scaling.*` mean; null where positions are not scaled. */
function ropeScaling(
  own: <T extends z.ZodType>(key: string, schema: T) => z.infer<T> | undefined,
  context: number,
): Record<string, unknown> | null {
  const type = own("rope.scaling.type", z.enum(["none", "linear", "yarn"])) ?? "none";
  const factor = own("rope.scaling.factor", number);
  const original = own("rope.scaling.original_context_length", size);
  own("rope.scaling.finetuned", z.boolean());
  if (type === "none" || factor === undefined || factor === 0) return null;
  if (type === "linear") return { rope_type: "linear", factor };
  return { rope_type: "yarn", factor, original_max_position_embeddings: original ?? context };
}
