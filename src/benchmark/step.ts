import { EOS, promptTokens, sampleProblem } from "../countdown/index.js";
import { type Adam, createAdam } from "../kernels/index.js";
import type { Policy } from "../models/index.js";
import { highEntropyMask, perToken } from "../policy-gradient/index.js";
import { type Rng, seededRng } from "../random/index.js";
import { atOnce, sampleStepwise } from "../rollout/index.js";
import { responseCount } from "../tokens/index.js";
import { type TrainingThreads, updatePolicy } from "../training/index.js";
import { processorSeconds } from "./rounds.js";

export const BENCHMARK_PROMPTS = 16;
export const BENCHMARK_SAMPLES = 8;
export const BENCHMARK_NEW_TOKENS = 97;

/** Processor seconds of one step of reinforcement learning, and the response tokens it worked on. */
export interface StepCost {
  rollout: number;
  update: number;
  tokens: number;
}

/**
 * Prompts of training problems, drawn at random.
 * @example benchmarkPrompts(8, seededRng(1)).length // eight
 */
export function benchmarkPrompts(count: number, rng: Rng): Int32Array[] {
  return Array.from({ length: count }, () => promptTokens(sampleProblem(rng, { split: "train" })));
}

/**
 * A learning rate of 0 keeps the responses' lengths, and with them the work, the same from step to step.
 * @example measureStep(policy, benchmarkOptimizer(policy), prompts)
 */
export function benchmarkOptimizer(policy: Policy): Adam {
  return createAdam(policy.variables(), { learningRate: 0, beta2: 0.95 });
}

export interface MeasuredStep {
  maxNewTokens?: number;
  /** What ends a response; default Countdown's. */
  eosId?: number | readonly number[];
  /** Share of the tokens, by entropy, that receive gradient. */
  rho?: number;
  miniBatches?: number;
  /** That share the work; default: this one alone. */
  threads?: TrainingThreads;
}

/**
 * By default the default recipe (8 responses a prompt, the top 20 % of tokens by entropy, two mini-batches), with random
 * advantages and without the verifier: the part that PyTorch would do.
 * @example measureStep(policy, benchmarkOptimizer(policy), benchmarkPrompts(8, seededRng(1)))
 */
export function measureStep(
  policy: Policy,
  adam: Adam,
  prompts: readonly ArrayLike<number>[],
  rng: Rng = seededRng(1),
  options: MeasuredStep = {},
): StepCost {
  const { maxNewTokens = BENCHMARK_NEW_TOKENS, eosId = EOS, rho = 0.2, miniBatches = 2, threads } = options;
  const sampler = threads?.sample ?? sampleStepwise;
  const started = processorSeconds();
  const sampling = sampler(policy, prompts, {
    samplesPerPrompt: BENCHMARK_SAMPLES,
    ...{ maxNewTokens, rng, eosId },
  });
  const { prompts: ids, columns } = atOnce(sampling);
  const sampled = processorSeconds();
  const config = {
    ...{ miniBatches, clipLow: 0.2, clipHigh: 0.28, maxGradNorm: 1, temperature: 1 },
    normalizer: "selected" as const,
  };
  const ofResponses = Float64Array.from({ length: responseCount(columns) }, () => rng.normal());
  const batch = {
    prompts: ids,
    columns: { ...columns, advantages: perToken(ofResponses, columns.responses) },
    weights: Float32Array.from(highEntropyMask(columns.entropies, { rho })),
  };
  updatePolicy(policy, adam, batch, config, rng, { threads });
  const updated = processorSeconds();
  return { rollout: sampled - started, update: updated - sampled, tokens: columns.tokens.length };
}
