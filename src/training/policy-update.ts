import { type Adam, globalNorm, tf } from "../kernels/index.js";
import type { Policy } from "../models/index.js";
import { clippedSurrogate } from "../policy-gradient/index.js";
import type { Rng } from "../random/index.js";
import type { RlvrConfig } from "./config.js";
import { lossGradient } from "./gradient.js";
import { miniBatches } from "./mini-batches.js";
import { surrogateLoss } from "./surrogate-loss.js";

/** A sampled response with what the surrogate needs; arrays [response length]. */
export interface ScoredResponse {
  prompt: Int32Array;
  response: Int32Array;
  /** nats, under the policy that sampled it */
  oldLogProbs: Float32Array;
  /** Weight of each token's surrogate; 0: no gradient. */
  weights: Float32Array;
  advantages: Float64Array;
}

export interface UpdateMetrics {
  /** All three are means over the mini-batches. */
  loss: number;
  /** Before it is scaled down to `maxGradNorm`. */
  gradNorm: number;
  /** Share of selected tokens whose ratio is clipped. */
  clipFraction: number;
}

type UpdateConfig = Pick<
  RlvrConfig,
  "miniBatches" | "clipLow" | "clipHigh" | "maxGradNorm" | "normalizer" | "temperature"
>;

/** One pass over a rollout batch: a gradient step for each of `miniBatches` random parts. */
export function updatePolicy(
  policy: Policy,
  adam: Adam,
  responses: readonly ScoredResponse[],
  config: UpdateConfig,
  rng: Rng,
): UpdateMetrics {
  const steps = miniBatches(responses, config.miniBatches, rng).map((part) =>
    gradientStep(policy, adam, part, config),
  );
  const mean = (of: (step: UpdateMetrics) => number): number =>
    steps.reduce((sum, step) => sum + of(step), 0) / Math.max(1, steps.length);
  return {
    loss: mean((step) => step.loss),
    gradNorm: mean((step) => step.gradNorm),
    clipFraction: mean((step) => step.clipFraction),
  };
}

function gradientStep(
  policy: Policy,
  adam: Adam,
  responses: readonly ScoredResponse[],
  config: UpdateConfig,
): UpdateMetrics {
  const sequences = responses.map(({ prompt, response, weights }) => ({
    prompt,
    response,
    selected: nonZero(weights),
  }));
  const selectedTokens = sequences.reduce((sum, { selected }) => sum + selected.length, 0);
  const allTokens = responses.reduce((sum, { response }) => sum + response.length, 0);
  const normalizer = Math.max(1, config.normalizer === "selected" ? selectedTokens : allTokens);

  const { loss, gradients, logProbs } = lossGradient(
    policy,
    sequences,
    ({ logProbs, sequences: indices }) => {
      const gathered = gather(responses, sequences, indices);
      return surrogateLoss(
        logProbs,
        {
          oldLogProbs: tf.tensor1d(gathered.oldLogProbs),
          advantages: tf.tensor1d(gathered.advantages),
          weights: tf.tensor1d(gathered.weights),
        },
        { clipLow: config.clipLow, clipHigh: config.clipHigh, normalizer },
      );
    },
    { temperature: config.temperature },
  );
  const gradNorm = globalNorm(gradients);
  adam.apply(gradients, { scale: Math.min(1, config.maxGradNorm / (gradNorm + 1e-6)) });
  tf.dispose(gradients);
  return { loss, gradNorm, clipFraction: clipFraction(responses, sequences, logProbs, config) };
}

function nonZero(weights: Float32Array): Int32Array {
  const positions: number[] = [];
  weights.forEach((weight, position) => {
    if (weight !== 0) positions.push(position);
  });
  return Int32Array.from(positions);
}

function gather(
  responses: readonly ScoredResponse[],
  sequences: readonly { selected: Int32Array }[],
  indices: Int32Array,
): { oldLogProbs: Float32Array; advantages: Float32Array; weights: Float32Array } {
  const oldLogProbs: number[] = [];
  const advantages: number[] = [];
  const weights: number[] = [];
  for (const index of indices) {
    const response = responses[index];
    for (const position of sequences[index].selected) {
      oldLogProbs.push(response.oldLogProbs[position]);
      advantages.push(response.advantages[position]);
      weights.push(response.weights[position]);
    }
  }
  return {
    oldLogProbs: Float32Array.from(oldLogProbs),
    advantages: Float32Array.from(advantages),
    weights: Float32Array.from(weights),
  };
}

/** Over the selected tokens, under the policy before the step. */
function clipFraction(
  responses: readonly ScoredResponse[],
  sequences: readonly { selected: Int32Array }[],
  logProbs: readonly Float32Array[],
  { clipLow, clipHigh }: UpdateConfig,
): number {
  const { oldLogProbs, advantages } = gather(responses, sequences, Int32Array.from(responses.keys()));
  const current = logProbs.flatMap((values) => Array.from(values));
  return clippedSurrogate({ logProbs: current, oldLogProbs, advantages, clipLow, clipHigh }).clipFraction;
}
