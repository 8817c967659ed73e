import { tf } from "../../kernels/index.js";
import { type Rng, seededRng } from "../../random/index.js";
import { checkpointParts } from "../checkpoint.js";
import type { DecoderConfig } from "../config.js";
import { decoderWeights } from "../decoder-weights.js";
import type { Policy } from "../policy.js";

/** The matrices of a block that can have an adapter, by the names that peft and transformers give them. */
export const TARGET_MODULES = [
  "q_proj",
  "k_proj",
  "v_proj",
  "o_proj",
  "gate_proj",
  "up_proj",
  "down_proj",
] as const;
export type TargetModule = (typeof TARGET_MODULES)[number];

/** Low-rank adaptation (Hu et al. 2021), under peft's names. */
export interface LowRankOptions {
  /** Rank of the change of each matrix; peft's `r`. */
  rank: number;
  /** The change is alpha / rank times B A; peft's `lora_alpha`. */
  alpha: number;
  targetModules: readonly TargetModule[];
}

/** What is trained in place of a decoder's weights: each target matrix is its base plus alpha / rank times B A. */
export interface LowRankAdapters extends LowRankOptions {
  /** The weights of the decoder that hold target matrices. */
  readonly targets: tf.Variable[];
  /** The gradients of the adapters' variables that follow from that of a target weight, which is disposed of. */
  pullBack(weight: tf.Variable, gradient: tf.Tensor): [tf.Variable, tf.Tensor][];
  /** Computes the target weights anew from base and adapters: to be called after every update. */
  merge(): void;
}

/** A policy whose decoder has the merged weights and whose parameters are the adapters. */
export interface AdaptedPolicy extends Policy {
  readonly adapters: LowRankAdapters;
  /** The decoder with the merged weights as its parameters; it shares their memory. */
  readonly merged: Policy;
}

type Matrix = tf.Variable<tf.Rank.R2>;

/** Some rows of a weight of the decoder: one matrix of the checkpoint. */
interface Part {
  firstRow: number;
  rows: number;
  /** A [rank, columns] and B [rows, rank]; null where these rows are no target. */
  adapter: { a: Matrix; b: Matrix } | null;
}

/** The name of an adapter's tensor as peft has it. */
const tensorName = (part: string, which: "A" | "B"): string =>
  `base_model.model.${part.replace(/weight$/, `lora_${which}.weight`)}`;

/**
 * Puts adapters on a policy and takes it over: its weights are the merged ones from now on. A is drawn uniformly from
 * +-1 / sqrt(fan in), B is 0, as peft has it, so that nothing changes before the first update.
 * @param valuesOf values of an adapter's tensor by its name, for adapters that were stored
 * @throws Error naming the option that is wrong and what was wanted
 * @example adaptPolicy(loadPolicy("data/models/M"), { rank: 8, alpha: 16, targetModules: ["q_proj"] })
 */
export function adaptPolicy(
  base: Policy,
  options: LowRankOptions,
  {
    rng = seededRng(0),
    valuesOf,
  }: { rng?: Rng; valuesOf?: (name: string, shape: number[]) => Float32Array } = {},
): AdaptedPolicy {
  checkOptions(options);
  const { rank, alpha, targetModules } = options;
  const scale = alpha / rank;
  const parameters = new Map<string, tf.Variable>();
  const variable = (name: string, shape: [number, number], fresh: () => number): Matrix => {
    const values = valuesOf?.(name, shape) ?? Float32Array.from({ length: shape[0] * shape[1] }, fresh);
    const made: Matrix = tf.tidy(() => tf.variable(tf.tensor2d(values, shape)));
    parameters.set(name, made);
    return made;
  };
  const adapted = new Map<tf.Variable, { base: Float32Array; parts: Part[] }>();
  for (const [name, weight] of base.parameters) {
    const [allRows, columns] = weight.shape;
    let firstRow = 0;
    const parts = checkpointParts(name, allRows, base.config).map(({ name: part, rows }): Part => {
      const bound = 1 / Math.sqrt(columns);
      const adapter = isTarget(part, targetModules) && {
        a: variable(tensorName(part, "A"), [rank, columns], () => bound * (2 * rng.uniform() - 1)),
        b: variable(tensorName(part, "B"), [rows, rank], () => 0),
      };
      firstRow += rows;
      return { firstRow: firstRow - rows, rows, adapter: adapter || null };
    });
    if (parts.some(({ adapter }) => adapter))
      adapted.set(weight, { base: weight.dataSync().slice() as Float32Array, parts });
  }

  const adapters: LowRankAdapters = {
    ...options,
    targets: [...adapted.keys()],
    pullBack(weight, gradient) {
      const { parts } = adapted.get(weight)!;
      const pulled = parts.flatMap(({ adapter, firstRow: first, rows }): [tf.Variable, tf.Tensor][] => {
        if (!adapter) return [];
        const { a, b } = adapter;
        const [dA, dB] = tf.tidy(() => {
          const own = tf.slice(gradient as tf.Tensor2D, [first, 0], [rows, -1]);
          return [
            tf.mul(tf.matMul(b, own, true, false), scale),
            tf.mul(tf.matMul(own, a, false, true), scale),
          ];
        });
        return [
          [a, dA],
          [b, dB],
        ];
      });
      gradient.dispose();
      return pulled;
    },
    merge() {
      for (const [weight, { base: values, parts }] of adapted)
        tf.tidy(() => {
          const changes = parts.map(({ adapter, rows }) =>
            adapter ? tf.mul(tf.matMul(adapter.b, adapter.a), scale) : tf.zeros([rows, weight.shape[1]!]),
          );
          weight.assign(tf.add(tf.tensor(values, weight.shape), tf.concat(changes, 0)));
        });
    },
  };
  if (valuesOf) adapters.merge();
  const variables = (): tf.Variable[] => [...parameters.values()];
  const dispose = (): void => {
    tf.dispose(variables());
    base.dispose();
  };
  return { ...base, parameters, variables, dispose, adapters, merged: base };
}

/**
 * The number of values of the adapters of a decoder.
 * @example adapterValues(policy.config, { rank: 8, targetModules: ["q_proj", "v_proj"] })
 */
export function adapterValues(
  config: DecoderConfig,
  { rank, targetModules }: Pick<LowRankOptions, "rank" | "targetModules">,
): number {
  let values = 0;
  decoderWeights(config, (name, [allRows, columns]) => {
    for (const part of checkpointParts(name, allRows, config))
      if (isTarget(part.name, targetModules)) values += rank * (part.rows + columns);
  });
  return values;
}

function isTarget(part: string, targetModules: readonly TargetModule[]): boolean {
  return targetModules.some((module) => part.endsWith(`.${module}.weight`));
}

/**
 * Whether a policy is trained through adapters.
 * @example isAdapted(loadTrained("runs/mine/checkpoint"))
 */
export function isAdapted(policy: Policy): policy is AdaptedPolicy {
  return "adapters" in policy;
}

function checkOptions({ rank, alpha, targetModules }: LowRankOptions): void {
  if (!(Number.isInteger(rank) && rank >= 1))
    throw new Error(`the rank of adapters must be a whole number >= 1, received ${rank}`);
  if (!(Number.isFinite(alpha) && alpha > 0))
    throw new Error(`alpha of adapters must be a number > 0, received ${alpha}`);
  const unknown = targetModules.find((module) => !TARGET_MODULES.includes(module));
  if (unknown !== undefined || targetModules.length === 0)
    throw new Error(
      `target modules must be some of ${TARGET_MODULES.join(", ")}, received ${targetModules.join(", ") || "none"}`,
    );
}
