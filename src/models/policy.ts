import { type DecoderWeights, tf } from "../kernels/index.js";
import type { Rng } from "../random/index.js";
import {
  type DecoderConfig,
  type DecoderConfigOptions,
  decoderConfig,
  MODEL_SIZES,
  type ModelSize,
} from "./config.js";

/** A decoder with its weights. Its tensors live on the tfjs backend that was active when it was made. */
export interface Policy {
  readonly config: DecoderConfig;
  readonly weights: DecoderWeights;
  /**
   * Every trainable tensor by name, in a fixed order: the names of a Hugging Face checkpoint, with `qkv_proj` for
   * q, k and v and `gate_up_proj` for gate and up, whose rows stand one below the other.
   */
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  /** The values of `parameters`, in order. */
  variables(): tf.Variable[];
  dispose(): void;
}

/** The values of a parameter, row-major, given its name and shape. */
export type ParameterValues = (name: string, shape: readonly number[]) => Float32Array;

/** Makes every weight of a decoder from the values of its parameters. */
export function policyFrom(config: DecoderConfig, valuesOf: ParameterValues): Policy {
  const parameters = new Map<string, tf.Variable>();
  const parameter = (name: string, ...shape: number[]): tf.Variable => {
    const values = tf.tensor(valuesOf(name, shape), shape, "float32");
    const variable = tf.variable(values);
    values.dispose();
    parameters.set(name, variable);
    return variable;
  };
  const variables = (): tf.Variable[] => [...parameters.values()];
  const dispose = (): void => tf.dispose(variables());
  try {
    const weights = buildWeights(config, parameter);
    return { config, weights, parameters, variables, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** Asks for every parameter of the decoder, by name and shape, in their fixed order. */
function buildWeights(
  config: DecoderConfig,
  parameter: (name: string, ...shape: number[]) => tf.Variable,
): DecoderWeights {
  const { hiddenSize, headDim, qkNorm, tiedEmbedding } = config;
  const attention = config.heads * headDim;
  return {
    embedding: parameter("model.embed_tokens.weight", config.vocabSize, hiddenSize),
    layers: Array.from({ length: config.layers }, (_, i) => {
      const layer = `model.layers.${i}`;
      return {
        inputNorm: parameter(`${layer}.input_layernorm.weight`, hiddenSize),
        qkv: parameter(
          `${layer}.self_attn.qkv_proj.weight`,
          attention + 2 * config.kvHeads * headDim,
          hiddenSize,
        ),
        queryNorm: qkNorm ? parameter(`${layer}.self_attn.q_norm.weight`, headDim) : null,
        keyNorm: qkNorm ? parameter(`${layer}.self_attn.k_norm.weight`, headDim) : null,
        output: parameter(`${layer}.self_attn.o_proj.weight`, hiddenSize, attention),
        postNorm: parameter(`${layer}.post_attention_layernorm.weight`, hiddenSize),
        gateUp: parameter(`${layer}.mlp.gate_up_proj.weight`, 2 * config.feedForward, hiddenSize),
        down: parameter(`${layer}.mlp.down_proj.weight`, hiddenSize, config.feedForward),
      };
    }),
    finalNorm: parameter("model.norm.weight", hiddenSize),
    head: tiedEmbedding ? null : parameter("lm_head.weight", config.vocabSize, hiddenSize),
  };
}

/**
 * A policy with random weights: embedding (and an untied head) normal with standard deviation 0.05, matrices
 * 1 / sqrt(fan in), the two that write to the residual stream smaller by sqrt(2 layers) (GPT-2), norms 1.
 * Takes one of `MODEL_SIZES` by name, or a configuration (see `decoderConfig` for its defaults and errors).
 */
export function createPolicy(model: ModelSize | DecoderConfigOptions, rng: Rng): Policy {
  if (typeof model === "string" && !Object.hasOwn(MODEL_SIZES, model))
    throw new Error(`unknown model size "${model}"; the sizes are ${Object.keys(MODEL_SIZES).join(", ")}`);
  const config = typeof model === "string" ? MODEL_SIZES[model] : decoderConfig(model);
  return policyFrom(config, (name, shape) => {
    const values = new Float32Array(shape.reduce((product, n) => product * n, 1));
    if (shape.length === 1) return values.fill(1);
    const deviation = standardDeviation(name, shape[1], config.layers);
    return values.map(() => deviation * rng.normal());
  });
}

function standardDeviation(name: string, fanIn: number, layers: number): number {
  if (/embed_tokens|lm_head/.test(name)) return 0.05;
  const writesToResidual = /o_proj|down_proj/.test(name);
  return 1 / Math.sqrt(fanIn * (writesToResidual ? 2 * layers : 1));
}

/** Number of trainable values. */
export function countParameters({ parameters }: Pick<Policy, "parameters">): number {
  return [...parameters.values()].reduce((sum, variable) => sum + variable.size, 0);
}
