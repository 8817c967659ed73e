import { sampleProblem } from "../countdown/index.js";
import { type Adam, createAdam } from "../kernels/index.js";
import type { Policy } from "../models/index.js";
import { groupsWithSpread, overlongPenalty } from "../policy-gradient/index.js";
import { type Rng, seededRng } from "../random/index.js";
import { responseTokens, sequencesOf, type VerifiedRollouts, verifiedRollouts } from "../rollout/index.js";
import { tokenWeights } from "./arms.js";
import { configuredRules, type RlvrConfig } from "./config.js";
import type { Critic } from "./critic.js";
import { type ScoredResponse, type UpdateMetrics, updatePolicy } from "./policy-update.js";
import { type BatchMetrics, batchMetrics, type CriticMetrics, criticMetrics } from "./step-metrics.js";
import { needsCritic, tokenAdvantages } from "./token-advantages.js";

/** One line of `metrics.jsonl`. Entropies in nats, lengths in tokens. */
export type StepMetrics = { step: number; rolloutSeconds: number; updateSeconds: number } & BatchMetrics &
  UpdateMetrics &
  Partial<CriticMetrics>;

/** The optimiser of a run: Adam with the betas of the usual recipe. */
export function rlvrOptimizer(policy: Policy, { learningRate }: Pick<RlvrConfig, "learningRate">): Adam {
  return createAdam(policy.variables(), { learningRate, beta1: 0.9, beta2: 0.95, eps: 1e-8 });
}

/**
 * One step of reinforcement learning with verifiable rewards: sample a group of responses to each problem,
 * verify them, drop the groups without spread (dynamic sampling), and take `miniBatches` gradient steps on
 * the clipped surrogate of the tokens that the arm selects (paper Eq. 6; DAPO).
 *
 * With a critic no group is dropped, for its advantages need no group. It judges the batch before it is fitted to it:
 * values that had seen a response's reward would not be a function of the state, and bias the gradient.
 *
 * Its random streams depend on the seed and the step alone.
 */
export function rlvrStep(
  policy: Policy,
  adam: Adam,
  config: RlvrConfig,
  step: number,
  critic?: Critic,
): StepMetrics {
  const rng = seededRng(config.seed).split(step);
  const rules = configuredRules(config);
  const started = performance.now();
  const problems = Array.from({ length: config.prompts }, () =>
    sampleProblem(rng, { split: "train", rules }),
  );
  const rollouts = verifiedRollouts(policy, problems, {
    samplesPerPrompt: config.samples,
    maxNewTokens: config.maxNewTokens,
    temperature: config.temperature,
    rules,
    rng,
  });
  const sampled = performance.now();

  const rewards = shapedRewards(rollouts, config);
  const { groups, lengths } = rollouts.batch;
  const sequences = sequencesOf(rollouts.batch);
  const values = critic?.values(sequences);
  const advantages = tokenAdvantages({ rewards, groups, lengths, values }, config);
  const spread = groupsWithSpread(rewards, groups);
  const kept = rowsOf(rollouts, (row) =>
    needsCritic(config.advantage) ? step >= config.criticWarmup : spread.has(groups[row]),
  );
  const weights = batchWeights(rollouts, kept, config, rng);
  const responses = kept.map((row, i) => scoredResponse(rollouts, row, weights[i], advantages[row]));
  const update = updatePolicy(policy, adam, responses, config, rng);
  critic?.fit(sequences, rewards, rng);
  const updated = performance.now();

  return {
    step,
    ...batchMetrics(rollouts, responses, kept, config),
    groupsWithSpread: spread.size,
    ...update,
    ...(values && criticMetrics(values, rewards)),
    rolloutSeconds: (sampled - started) / 1000,
    updateSeconds: (updated - sampled) / 1000,
  };
}

/** The verifier's reward less the configured costs of attempts, tokens and overlong responses. */
function shapedRewards({ batch, verdicts }: VerifiedRollouts, config: RlvrConfig): Float64Array {
  return Float64Array.from(verdicts, ({ reward, waits }, row) => {
    const length = batch.lengths[row];
    const overlong =
      config.overlongBuffer > 0
        ? overlongPenalty(length, { maxLength: config.maxNewTokens, cache: config.overlongBuffer })
        : 0;
    return reward - config.attemptCost * waits - config.tokenCost * length + overlong;
  });
}

function rowsOf({ batch }: VerifiedRollouts, keep: (row: number) => boolean): number[] {
  return Array.from({ length: batch.count }, (_, row) => row).filter(keep);
}

/** The arm's token weights of each kept response; the entropy threshold is taken over these responses. */
function batchWeights(
  { batch, verdicts }: VerifiedRollouts,
  kept: readonly number[],
  config: RlvrConfig,
  rng: Rng,
): Float32Array[] {
  const lengths = kept.map((row) => batch.lengths[row]);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const entropies = new Float32Array(total);
  const roles = new Uint8Array(total);
  const groups = new Int32Array(total);
  let at = 0;
  kept.forEach((row, i) => {
    const start = row * batch.maxLength;
    entropies.set(batch.entropies.subarray(start, start + lengths[i]), at);
    roles.set(verdicts[row].roles, at);
    groups.fill(i, at, at + lengths[i]);
    at += lengths[i];
  });
  const weights = tokenWeights(
    config,
    { entropies, roles, responseMask: new Uint8Array(total).fill(1), groups },
    rng,
  );
  let from = 0;
  return lengths.map((length) => {
    from += length;
    return weights.slice(from - length, from);
  });
}

function scoredResponse(
  { batch }: VerifiedRollouts,
  row: number,
  weights: Float32Array,
  advantages: Float64Array,
): ScoredResponse {
  const start = row * batch.maxLength;
  return {
    prompt: batch.prompts[batch.groups[row]],
    response: responseTokens(batch, row),
    oldLogProbs: batch.logProbs.subarray(start, start + batch.lengths[row]),
    weights,
    advantages,
  };
}
