import { z } from "zod";
import type { DecoderShape, RopeScaling } from "../kernels/index.js";

export const MODEL_TYPES = ["qwen3", "qwen2", "llama"] as const;
export type ModelType = (typeof MODEL_TYPES)[number];

/** Everything that determines a decoder's tensors and their use. */
export interface DecoderConfig extends DecoderShape {
  /** "qwen3" normalises every head's queries and keys (`qkNorm`), "qwen2" and "llama" do not. */
  modelType: ModelType;
  ropeScaling: RopeScaling | null;
  /** A bias on queries, keys and values: always with "qwen2", else a choice of the model. */
  qkvBias: boolean;
  /** A bias on the output of attention: never with "qwen2", elsewhere where `qkvBias` is. */
  outputBias: boolean;
  /** Longest sequence the model is meant for, in tokens. */
  maxPositions: number;
}

/** What has to be said of a decoder; `decoderConfig` fills in the rest. */
export type DecoderConfigOptions = Pick<DecoderConfig, "hiddenSize" | "layers" | "heads" | "feedForward"> &
  Partial<DecoderConfig>;

/** Larger than in any model, and small enough that asking for it is refused by its tensors, not by memory. */
const size = z
  .int()
  .positive()
  .max(2 ** 24);
const positive = z.number().positive();
const original = { originalMaxPositions: size };
const ropeScalingSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("linear"), factor: positive }),
  z.strictObject({ type: z.literal("dynamic"), factor: positive, ...original }),
  z
    .strictObject({
      ...{ type: z.literal("llama3"), factor: positive, ...original },
      ...{ lowFrequencyFactor: positive, highFrequencyFactor: positive },
    })
    .refine(
      ({ lowFrequencyFactor: low, highFrequencyFactor: high }) => low < high,
      "lowFrequencyFactor must be less than highFrequencyFactor",
    ),
  z.strictObject({
    ...{ type: z.literal("yarn"), factor: positive, ...original },
    ...{ attentionFactor: positive, betaFast: positive, betaSlow: positive, truncate: z.boolean() },
  }),
]);
const schema = z
  .strictObject({
    modelType: z.enum(MODEL_TYPES),
    vocabSize: size,
    hiddenSize: size,
    layers: size.max(4096),
    heads: size,
    kvHeads: size,
    headDim: size.multipleOf(2, "rotary position embedding wants an even headDim"),
    feedForward: size,
    ropeBase: positive,
    ropeScaling: ropeScalingSchema.nullable(),
    rmsEps: positive,
    qkNorm: z.boolean(),
    qkvBias: z.boolean(),
    outputBias: z.boolean(),
    tiedEmbedding: z.boolean(),
    maxPositions: size,
  })
  .refine(({ heads, kvHeads }) => heads % kvHeads === 0, "heads must be a multiple of kvHeads")
  .refine(
    ({ modelType, qkNorm }) => qkNorm === (modelType === "qwen3"),
    'qkNorm is true with modelType "qwen3" and false with "qwen2" and "llama"',
  )
  .refine(
    ({ modelType, qkvBias, outputBias }) =>
      modelType === "qwen2" ? qkvBias && !outputBias : qkvBias === outputBias,
    'with modelType "qwen2" qkvBias is true and outputBias false; with "qwen3" and "llama" they are equal',
  );

/**
 * A complete, checked decoder configuration. Defaults are those of the Countdown models: 120 words, one
 * key-value head a head, heads that share the width, RoPE base 1000, RMSNorm epsilon 1e-6, QK-norm, no bias, tied
 * embedding, 128 positions. Throws on an unknown or missing key or an impossible value, quoting what it received.
 * @example decoderConfig({ ...MODEL_SIZES.M, vocabSize: 200 })
 */
export function decoderConfig(options: DecoderConfigOptions): DecoderConfig {
  const { qkNorm = (options.modelType ?? "qwen3") === "qwen3", modelType = qkNorm ? "qwen3" : "llama" } =
    options;
  const { qkvBias = modelType === "qwen2", outputBias = qkvBias && modelType !== "qwen2" } = options;
  const { heads, kvHeads = heads, headDim = options.hiddenSize / heads } = options;
  const defaults = {
    ...{ vocabSize: 120, ropeBase: 1000, ropeScaling: null, rmsEps: 1e-6, tiedEmbedding: true },
    maxPositions: 128,
  };
  const derived = { modelType, qkNorm, qkvBias, outputBias, kvHeads, headDim };
  const result = schema.safeParse({ ...defaults, ...options, ...derived });
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
