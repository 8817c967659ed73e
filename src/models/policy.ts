import { type DecoderWeights, tf } from "../kernels/index.js";
import type { Rng } from "../random/index.js";
import {
  type DecoderConfig,
  type DecoderConfigOptions,
  decoderConfig,
  MODEL_SIZES,
  type ModelSize,
} from "./config.js";
import { decoderWeights } from "./decoder-weights.js";

/** A decoder with its weights. Its tensors live on the tfjs backend that was active when it was made. */
export interface Policy {
  readonly config: DecoderConfig;
  readonly weights: DecoderWeights;
  /**
   * Every trainable tensor by name, in the order and under the names of `decoderWeights`.
   */
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  /** The values of `parameters`, in order. */
  variables(): tf.Variable[];
  dispose(): void;
}

/** The values of a parameter, row-major, given its name and shape. */
export type ParameterValues = (name: string, shape: readonly number[]) => Float32Array;

/**
 * Makes every weight of a decoder from the values of its parameters.
 * @example policyFrom(config, (_name, shape) => new Float32Array(tf.util.sizeFromShape([...shape])))
 */
export function policyFrom(config: DecoderConfig, valuesOf: ParameterValues): Policy {
  const parameters = new Map<string, tf.Variable>();
  const parameter = (name: string, shape: readonly number[]): tf.Variable => {
    const values = tf.tensor(valuesOf(name, shape), [...shape], "float32");
    const variable = tf.variable(values);
    values.dispose();
    parameters.set(name, variable);
    return variable;
  };
  const variables = (): tf.Variable[] => [...parameters.values()];
  const dispose = (): void => tf.dispose(variables());
  try {
    const weights = decoderWeights(config, parameter);
    return { config, weights, parameters, variables, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/**
 * A policy with random weights: embedding (and an untied head) normal with standard deviation 0.05, matrices
 * 1 / sqrt(fan in), the two that write to the residual stream smaller by sqrt(2 layers) (GPT-2), norms 1, biases 0.
 * Takes one of `MODEL_SIZES` by name, or a configuration (see `decoderConfig` for its defaults and errors).
 * @example createPolicy("S", seededRng(1))
 */
export function createPolicy(model: ModelSize | DecoderConfigOptions, rng: Rng): Policy {
  if (typeof model === "string" && !Object.hasOwn(MODEL_SIZES, model))
    throw new Error(`unknown model size "${model}"; the sizes are ${Object.keys(MODEL_SIZES).join(", ")}`);
  const config = typeof model === "string" ? MODEL_SIZES[model] : decoderConfig(model);
  return policyFrom(config, (name, shape) => {
    const values = new Float32Array(shape.reduce((product, n) => product * n, 1));
    if (shape.length === 1) return values.fill(name.endsWith(".bias") ? 0 : 1);
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
