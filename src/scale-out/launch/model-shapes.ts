import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { readJson } from "../../files/index.js";

/** What the cost of a decoder depends on. */
export interface ModelShape {
  layers: number;
  hiddenSize: number;
  heads: number;
  kvHeads: number;
  headDim: number;
  feedForward: number;
  vocabSize: number;
  tiedEmbedding: boolean;
}

const QWEN3 = { kvHeads: 8, headDim: 128, vocabSize: 151936, tiedEmbedding: false };

/** The paper's three models, by the size in their name (their config.json on the hub; Qwen3 technical report, Table 1). */
export const QWEN3_SHAPES: Readonly<Record<"8B" | "14B" | "32B", ModelShape>> = {
  "8B": { layers: 36, hiddenSize: 4096, heads: 32, feedForward: 12288, ...QWEN3 },
  "14B": { layers: 40, hiddenSize: 5120, heads: 40, feedForward: 17408, ...QWEN3 },
  "32B": { layers: 64, hiddenSize: 5120, heads: 64, feedForward: 25600, ...QWEN3 },
};

/** The paper's size that a model's name states, or null: "Qwen/Qwen3-14B-Base" -> "14B". */
export function paperSize(model: string): keyof typeof QWEN3_SHAPES | null {
  const found = /Qwen3-(8B|14B|32B)\b/i.exec(model);
  return found ? (found[1].toUpperCase() as keyof typeof QWEN3_SHAPES) : null;
}

/** The shape of a model: from its folder's config.json, or from its name where it is one of the paper's; else null. */
export function modelShape(model: string): ModelShape | null {
  const file = path.join(model, "config.json");
  if (!existsSync(file)) {
    const size = paperSize(model);
    return size && QWEN3_SHAPES[size];
  }
  const config = readJson(file, shapeSchema);
  return {
    layers: config.num_hidden_layers,
    hiddenSize: config.hidden_size,
    heads: config.num_attention_heads,
    kvHeads: config.num_key_value_heads ?? config.num_attention_heads,
    headDim: config.head_dim ?? config.hidden_size / config.num_attention_heads,
    feedForward: config.intermediate_size,
    vocabSize: config.vocab_size,
    tiedEmbedding: config.tie_word_embeddings,
  };
}

const shapeSchema = z.looseObject({
  num_hidden_layers: z.number(),
  hidden_size: z.number(),
  num_attention_heads: z.number(),
  num_key_value_heads: z.number().nullish(),
  head_dim: z.number().nullish(),
  intermediate_size: z.number(),
  vocab_size: z.number(),
  tie_word_embeddings: z.boolean().default(false),
});

/** Parameters of a decoder with gated feed-forward layers (norms left out: fewer than one in ten thousand). */
export function parameterCount(shape: ModelShape): { all: number; inMatmuls: number } {
  const { layers, hiddenSize, heads, kvHeads, headDim, feedForward, vocabSize, tiedEmbedding } = shape;
  const attention = 2 * hiddenSize * headDim * (heads + kvHeads);
  const layer = attention + 3 * hiddenSize * feedForward;
  const embedding = vocabSize * hiddenSize;
  return {
    all: layers * layer + embedding * (tiedEmbedding ? 1 : 2),
    inMatmuls: layers * layer + embedding,
  };
}
