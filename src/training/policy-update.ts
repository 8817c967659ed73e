import { type Adam, globalNorm, tf } from "../kernels/index.js";
import { isAdapted, type Policy } from "../models/index.js";
import { clippedSurrogate } from "../policy-gradient/index.js";
import type { Rng } from "../random/index.js";
import { type SelectedSequence, sequencesOf } from "../rollout/index.js";
import { mean } from "../statistics/index.js";
import {
  ofResponse,
  type ResponseTokens,
  responseCount,
  selectResponses,
  selectTokens,
} from "../tokens/index.js";
import type { RlvrConfig } from "./config.js";
import { miniBatches } from "./mini-batches.js";
import { type Surrogate, type SurrogateColumns, surrogateGradient } from "./surrogate-gradient.js";
import type { TrainingThreads } from "./threads/training-threads.js";

/** What a rule says of the tokens of one mini-batch, each array [tokens]. */
export interface TokenFactors {
  /** Weight of each token's term; 0: no gradient. */
  weights: Float32Array;
  /** What stands for PPO's clipped ratio: see `TokenRule`. */
  coefficients?: Float32Array;
}

/** Responses that a policy is trained on. */
export interface UpdateBatch {
  /** Token ids of the prompts that `columns.prompts` names. */
  prompts: readonly Int32Array[];
  /** `logProbs` under the policy that sampled. */
  columns: ResponseTokens & { advantages: Float64Array };
  /** [tokens] what each token weighs; with `atMiniBatch` it is filled in as the mini-batches come. */
  weights: Float32Array;
  /** What the policy makes of a mini-batch's tokens just before it is trained on them; `responses`: which of the batch. */
  atMiniBatch?: (
    part: Pick<UpdateBatch, "prompts" | "columns" | "weights">,
    responses: readonly number[],
  ) => TokenFactors;
}

export interface UpdateMetrics {
  /** All four are means over the mini-batches. */
  loss: number;
  /** Before it is scaled down to `maxGradNorm`. */
  gradNorm: number;
  /** Euclidean norm of Adam's step. */
  updateNorm: number;
  /** Share of selected tokens whose ratio PPO's clip cuts. */
  clipFraction: number;
}

type UpdateConfig = Pick<
  RlvrConfig,
  "miniBatches" | "clipLow" | "clipHigh" | "maxGradNorm" | "normalizer" | "temperature"
>;

/**
 * One pass over a rollout batch: a gradient step for each of `miniBatches` random parts.
 * @param options threads: those that share the gradient; default: this one alone
 * @example updatePolicy(policy, rlvrOptimizer(policy, config), batch, config, seededRng(1)).gradNorm
 */
export function updatePolicy(
  policy: Policy,
  adam: Adam,
  batch: UpdateBatch,
  config: UpdateConfig,
  rng: Rng,
  { threads }: { threads?: TrainingThreads } = {},
): UpdateMetrics {
  const responses = Array.from({ length: responseCount(batch.columns) }, (_, r) => r);
  const steps = miniBatches(responses, config.miniBatches, rng).map((part) => {
    const { prompts, columns, weights } = batch;
    const own = {
      prompts,
      columns: selectResponses(columns, part) as UpdateBatch["columns"],
      weights: selectTokens(columns, weights, part),
    };
    const factors = batch.atMiniBatch?.(own, part) ?? { weights: own.weights };
    for (const [i, r] of part.entries())
      weights.set(ofResponse(own.columns, factors.weights, i), columns.starts[r]);
    return gradientStep(policy, adam, { ...own, ...factors }, config, threads);
  });
  const meanOf = (of: (step: UpdateMetrics) => number): number =>
    steps.length > 0 ? mean(steps.map(of)) : 0;
  return {
    loss: meanOf(({ loss }) => loss),
    gradNorm: meanOf(({ gradNorm }) => gradNorm),
    updateNorm: meanOf(({ updateNorm }) => updateNorm),
    clipFraction: meanOf(({ clipFraction }) => clipFraction),
  };
}

function gradientStep(
  policy: Policy,
  adam: Adam,
  batch: Pick<UpdateBatch, "prompts" | "columns"> & TokenFactors,
  config: UpdateConfig,
  threads: TrainingThreads | undefined,
): UpdateMetrics {
  const { columns } = batch;
  const sequences = sequencesOf(batch).map((sequence, r) => ({
    ...sequence,
    selected: nonZero(ofResponse(columns, batch.weights, r)),
  }));
  const { clipLow, clipHigh, maxGradNorm, temperature } = config;
  const surrogate = { ...terms(batch, sequences, config), clipLow, clipHigh, temperature };
  const { loss, gradients, logProbs } =
    threads?.surrogateGradient(policy, surrogate) ?? surrogateGradient(policy, surrogate);
  const gradNorm = globalNorm(gradients);
  const updateNorm = adam.apply(gradients, { scale: Math.min(1, maxGradNorm / (gradNorm + 1e-6)) });
  tf.dispose(gradients);
  if (isAdapted(policy)) policy.adapters.merge();
  return { loss, gradNorm, updateNorm, clipFraction: clipFraction(columns, sequences, logProbs, config) };
}

/** What the surrogate sums over the selected tokens. */
function terms(
  batch: Pick<UpdateBatch, "columns"> & TokenFactors,
  sequences: readonly SelectedSequence[],
  config: UpdateConfig,
): Pick<Surrogate, "sequences" | "columns" | "normalizer"> {
  const { columns, coefficients } = batch;
  const { weights, normalizer } = normalized(batch, sequences, config);
  const own = sequences.map(({ selected }, r): SurrogateColumns => {
    const pick = (column: ArrayLike<number>): Float32Array =>
      Float32Array.from(selected, (position) => column[columns.starts[r] + position]);
    return {
      oldLogProbs: pick(columns.logProbs),
      advantages: pick(columns.advantages),
      weights: pick(weights),
      ...(coefficients && { coefficients: pick(coefficients) }),
    };
  });
  return { sequences, columns: own, normalizer };
}

/** The weights and what the sum of the weighted terms is divided by, under the configured normalizer. */
function normalized(
  { columns, weights }: Pick<UpdateBatch, "columns"> & TokenFactors,
  sequences: readonly SelectedSequence[],
  { normalizer }: UpdateConfig,
): { weights: Float32Array; normalizer: number } {
  const selected = sequences.map((sequence) => sequence.selected.length);
  if (normalizer === "responses") {
    const trained = selected.filter((count) => count > 0).length;
    const shared = weights.map((weight, t) => weight / Math.max(1, selected[columns.responses[t]]));
    return { weights: shared, normalizer: Math.max(1, trained) };
  }
  const tokens =
    normalizer === "all" ? columns.tokens.length : selected.reduce((sum, count) => sum + count, 0);
  return { weights, normalizer: Math.max(1, tokens) };
}

function nonZero(weights: Float32Array): Int32Array {
  return Int32Array.from(weights.keys()).filter((position) => weights[position] !== 0);
}

/** Where the selected tokens of the given sequences are in the columns. */
function selectedTokens(
  { starts }: ResponseTokens,
  sequences: readonly SelectedSequence[],
  own: Iterable<number>,
): Int32Array {
  return Int32Array.from(
    Array.from(own).flatMap((r) => Array.from(sequences[r].selected, (position) => starts[r] + position)),
  );
}

/** Over the selected tokens, under the policy before the step. */
function clipFraction(
  columns: UpdateBatch["columns"],
  sequences: readonly SelectedSequence[],
  logProbs: readonly Float32Array[],
  { clipLow, clipHigh }: UpdateConfig,
): number {
  const at = selectedTokens(columns, sequences, sequences.keys());
  const pick = (column: ArrayLike<number>): Float32Array => Float32Array.from(at, (t) => column[t]);
  return clippedSurrogate({
    logProbs: logProbs.flatMap((values) => Array.from(values)),
    oldLogProbs: pick(columns.logProbs),
    advantages: pick(columns.advantages),
    clipLow,
    clipHigh,
  }).clipFraction;
}
