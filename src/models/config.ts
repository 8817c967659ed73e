import { z } from "zod";
import type { DecoderShape } from "../kernels/index.js";

/** Everything that determines a decoder's tensors and their use. */
export interface DecoderConfig extends DecoderShape {
  /** "qwen3" normalises every head's queries and keys (`qkNorm`), "llama" does not. */
  modelType: "qwen3" | "llama";
  /** Longest sequence the model is meant for, in tokens. */
  maxPositions: number;
}

/** What has to be said of a decoder; `decoderConfig` fills in the rest. */
export type DecoderConfigOptions = Pick<DecoderConfig, "hiddenSize" | "layers" | "heads" | "feedForward"> &
  Partial<DecoderConfig>;

const size = z.int().positive();
const schema = z
  .strictObject({
    modelType: z.enum(["qwen3", "llama"]),
    vocabSize: size,
    hiddenSize: size,
    layers: size,
    heads: size,
    kvHeads: size,
    headDim: size.multipleOf(2, "rotary position embedding wants an even headDim"),
    feedForward: size,
    ropeBase: z.number().positive(),
    rmsEps: z.number().positive(),
    qkNorm: z.boolean(),
    tiedEmbedding: z.boolean(),
    maxPositions: size,
  })
  .refine(({ heads, kvHeads }) => heads % kvHeads === 0, "heads must be a multiple of kvHeads")
  .refine(
    ({ modelType, qkNorm }) => qkNorm === (modelType === "qwen3"),
    'qkNorm is true with modelType "qwen3" and false with "llama"',
  );

/**
 * A complete, checked decoder configuration. Defaults are those of the Countdown models: 120 words, one
 * key-value head a head, heads that share the width, RoPE base 1000, RMSNorm epsilon 1e-6, QK-norm, tied
 * embedding, 128 positions. Throws on an unknown or missing key or an impossible value, quoting what it received.
 */
export function decoderConfig(options: DecoderConfigOptions): DecoderConfig {
  const { qkNorm = options.modelType !== "llama", modelType = qkNorm ? "qwen3" : "llama" } = options;
  const { heads, kvHeads = heads, headDim = options.hiddenSize / heads } = options;
  const defaults = { vocabSize: 120, ropeBase: 1000, rmsEps: 1e-6, tiedEmbedding: true, maxPositions: 128 };
  const result = schema.safeParse({ ...defaults, ...options, modelType, qkNorm, kvHeads, headDim });
  if (result.success) return result.data;
  throw new Error(
    `bad decoder configuration ${JSON.stringify(options)}:\n${z.prettifyError(result.error)}\n` +
      `The keys are ${Object.keys(schema.shape).join(", ")}.`,
  );
}

/** The Countdown models: 52,144, 149,536, 602,352 and 2,569,344 parameters. */
export const MODEL_SIZES = {
  S: decoderConfig({ hiddenSize: 48, layers: 2, heads: 3, feedForward: 96 }),
  M: decoderConfig({ hiddenSize: 64, layers: 3, heads: 4, feedForward: 160 }),
  L: decoderConfig({ hiddenSize: 112, layers: 4, heads: 7, feedForward: 288 }),
  XL: decoderConfig({ hiddenSize: 192, layers: 6, heads: 12, feedForward: 480 }),
} as const satisfies Record<string, DecoderConfig>;

export type ModelSize = keyof typeof MODEL_SIZES;
