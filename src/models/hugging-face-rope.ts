import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { RopeScaling } from "../kernels/index.js";

const number = z.number().nullish();

/** The keys under `rope_scaling` (transformers 4) or `rope_parameters` (transformers 5). */
const ropeSchema = z.looseObject({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: number,
  factor: number,
  original_max_position_embeddings: number,
  low_freq_factor: number,
  high_freq_factor: number,
  attention_factor: number,
  beta_fast: number,
  beta_slow: number,
  mscale: number,
  mscale_all_dim: number,
  truncate: z.boolean().optional(),
  partial_rotary_factor: number,
});
type RopeKeys = z.infer<typeof ropeSchema>;

/** The keys of config.json that say how positions turn queries and keys. */
export const ropeKeys = {
  max_position_embeddings: z.number().optional(),
  rope_theta: number,
  rope_scaling: ropeSchema.nullish(),
  rope_parameters: ropeSchema.nullish(),
  /** Some models keep it beside the scaling instead of in it. */
  original_max_position_embeddings: number,
};

const KINDS = ["default", "linear", "dynamic", "llama3", "yarn"] as const;

/** The kind of scaling; "type" is its name in older files. */
const kindOf = ({ rope_type, type }: RopeKeys): string => rope_type ?? type ?? "default";

/**
 * Rotary base and scaling of a config.json in the spelling of transformers 4 or 5; of a base that stands twice, the
 * newer counts. Throws, naming the keys, where two scalings differ, and on a kind or a key that is not supported.
 */
export function fromHuggingFaceRope(
  keys: Pick<
    z.infer<z.ZodObject<typeof ropeKeys>>,
    "rope_theta" | "rope_scaling" | "rope_parameters" | "original_max_position_embeddings"
  >,
  maxPositions: number,
): { ropeBase: number; ropeScaling: RopeScaling | null } {
  const { rope_scaling: older, rope_parameters: newer } = keys;
  const rope = newer ?? older ?? {};
  const ropeBase = rope.rope_theta ?? keys.rope_theta ?? 10000;
  const originalMaxPositions =
    keys.original_max_position_embeddings ?? rope.original_max_position_embeddings ?? maxPositions;
  const ropeScaling = scalingOf(rope, { maxPositions, originalMaxPositions });
  if (
    older &&
    newer &&
    !isDeepStrictEqual(ropeScaling, scalingOf(older, { maxPositions, originalMaxPositions }))
  )
    throw new Error(
      `config.json has rope_scaling ${JSON.stringify(older)} and rope_parameters ${JSON.stringify(newer)}, which differ: ` +
        "remove the wrong one",
    );
  return { ropeBase, ropeScaling };
}

function scalingOf(
  rope: RopeKeys,
  { maxPositions, originalMaxPositions }: { maxPositions: number; originalMaxPositions: number },
): RopeScaling | null {
  const type = KINDS.find((kind) => kind === kindOf(rope));
  if (!type)
    throw new Error(
      `config.json asks for rope_type ${JSON.stringify(kindOf(rope))}; supported are ${KINDS.join(", ")}`,
    );
  if ((rope.partial_rotary_factor ?? 1) !== 1)
    throw new Error(
      `config.json has partial_rotary_factor ${rope.partial_rotary_factor}; only 1 is supported: positions turn whole heads`,
    );
  const nested = Object.keys(rope).find((key) => typeof rope[key] === "object" && rope[key] !== null);
  if (nested)
    throw new Error(`config.json has the key "${nested}" in its rope settings, which is not supported`);
  const wanted = (key: keyof RopeKeys): number => {
    const value = rope[key];
    if (typeof value === "number" && value > 0) return value;
    throw new Error(`config.json: rope_type "${type}" wants a number > 0 as ${key}, received ${value}`);
  };
  switch (type) {
    case "default":
      return null;
    case "linear":
      return { type, factor: wanted("factor") };
    case "dynamic":
      return { type, factor: wanted("factor"), originalMaxPositions: maxPositions };
    case "llama3":
      return {
        ...{ type, factor: wanted("factor"), originalMaxPositions },
        ...{ lowFrequencyFactor: wanted("low_freq_factor"), highFrequencyFactor: wanted("high_freq_factor") },
      };
    case "yarn": {
      const implied = originalMaxPositions < maxPositions ? maxPositions / originalMaxPositions : undefined;
      const factor = rope.factor ?? implied ?? wanted("factor");
      return {
        ...{ type, factor, originalMaxPositions, attentionFactor: yarnAttentionFactor(rope, factor) },
        ...{ betaFast: rope.beta_fast || 32, betaSlow: rope.beta_slow || 1, truncate: rope.truncate ?? true },
      };
    }
  }
}

/** 0.1 mscale ln(factor) + 1, as YaRN proposes; DeepSeek's models give two such scales, whose ratio counts. */
function yarnAttentionFactor({ attention_factor, mscale, mscale_all_dim }: RopeKeys, factor: number): number {
  if (typeof attention_factor === "number") return attention_factor;
  const scaled = (by: number): number => (factor <= 1 ? 1 : 0.1 * by * Math.log(factor) + 1);
  return mscale && mscale_all_dim ? scaled(mscale) / scaled(mscale_all_dim) : scaled(1);
}

/** `rope_scaling` in the spelling that both versions of transformers read. */
export function toHuggingFaceRope(scaling: RopeScaling | null): Record<string, unknown> | null {
  if (scaling === null) return null;
  const { type: rope_type, factor } = scaling;
  switch (scaling.type) {
    case "linear":
    case "dynamic":
      return { rope_type, factor };
    case "llama3":
      return {
        ...{ rope_type, factor, original_max_position_embeddings: scaling.originalMaxPositions },
        ...{ low_freq_factor: scaling.lowFrequencyFactor, high_freq_factor: scaling.highFrequencyFactor },
      };
    case "yarn":
      return {
        ...{ rope_type, factor, original_max_position_embeddings: scaling.originalMaxPositions },
        ...{ attention_factor: scaling.attentionFactor, truncate: scaling.truncate },
        ...{ beta_fast: scaling.betaFast, beta_slow: scaling.betaSlow },
      };
  }
}
