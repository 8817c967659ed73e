import { tokenCovariance } from "../entropy/index.js";
import { entropyThreshold } from "../policy-gradient/index.js";
import type { VerifiedRollouts } from "../rollout/index.js";
import { mean } from "../statistics/index.js";
import { camelCase, extraMeans, outcomeRates, type Task } from "../task/index.js";
import { responseLengths } from "../tokens/index.js";
import type { RlvrConfig } from "./config.js";
import type { ResponseValues } from "./critic.js";
import type { UpdateBatch } from "./policy-update.js";

/**
 * What a rollout batch tells before the update. Rates and lengths over all its responses. Those marked as Countdown's
 * are there for that task; another has those of its own outcomes, extras and roles.
 */
export interface BatchMetrics {
  /** Mean reward of the verifier: the share of right responses where right pays 1 and wrong 0. */
  trainAccuracy: number;
  /** Complete and in the required format. */
  validRate: number;
  /** Countdown's. */
  outOfBudgetRate?: number;
  /** Countdown's. */
  brokenRate?: number;
  /** Response tokens sampled. */
  tokens: number;
  meanLength: number;
  /** Countdown's. */
  meanAttempts?: number;
  /** nats, over all response tokens */
  meanEntropy: number;
  /** nats, over the tokens of role "real"; 0 where there are none */
  forkEntropy?: number;
  /** The (1 - rho) threshold of the entropies in the kept groups, in nats; null when no group was kept. */
  threshold: number | null;
  /** Share of the tokens in the kept groups that receive gradient. */
  keptFraction: number;
  /** Share of the tokens that receive gradient by role; Countdown's four. */
  maskDetermined?: number;
  maskDecorative?: number;
  maskReal?: number;
  maskError?: number;
  groupsWithSpread: number;
  /** Cov(log pi, A) over the tokens in the kept groups. */
  covariance: number;
}

/** How well the critic knew the rewards of a rollout batch before it was fitted to it: see `explainedVariance`. */
export interface CriticMetrics {
  explainedByV: number | null;
  explainedByQ: number | null;
}

/** Measures a rollout batch and what of it was trained on. */
export function batchMetrics(
  { columns, verdicts }: VerifiedRollouts,
  trained: Pick<UpdateBatch, "columns" | "weights">,
  task: Task,
  { rho, rule }: Pick<RlvrConfig, "rho" | "rule">,
): Omit<BatchMetrics, "groupsWithSpread"> {
  const { entropies, logProbs, advantages } = trained.columns;
  const any = entropies.length > 0;
  return {
    trainAccuracy: mean(columns.rewards),
    ...outcomeRates(verdicts, task),
    tokens: columns.tokens.length,
    meanLength: mean(responseLengths(columns)),
    ...extraMeans(verdicts, task, "steps"),
    meanEntropy: mean(columns.entropies),
    ...forkEntropy(columns, task, 0),
    threshold: any ? entropyThreshold(entropies, { rho, rule }) : null,
    ...maskComposition(trained, task.roles ?? []),
    covariance: any ? tokenCovariance(logProbs, advantages) : 0,
  };
}

/** Mean entropy at the forks that matter, in nats, where the task knows them; `none` where there are none. */
export function forkEntropy<None>(
  { entropies, roles }: Pick<VerifiedRollouts["columns"], "entropies" | "roles">,
  task: Pick<Task, "roles">,
  none: None,
): { forkEntropy?: number | None } {
  const real = task.roles?.indexOf("real") ?? -1;
  if (real < 0 || !roles) return {};
  const forks = entropies.filter((_, t) => roles[t] === real);
  return { forkEntropy: forks.length > 0 ? mean(forks) : none };
}

export function criticMetrics(values: readonly ResponseValues[], rewards: ArrayLike<number>): CriticMetrics {
  return {
    explainedByV: explainedVariance(
      values.map(({ v }) => v),
      rewards,
    ),
    explainedByQ: explainedVariance(
      values.map(({ q }) => q),
      rewards,
    ),
  };
}

/**
 * The share of the variance of the rewards over tokens that predictions explain: 1 - sum (R - V)^2 / sum (R - mean R)^2.
 * 0 is what a constant at the mean reaches; an error in the mean counts. Null where all rewards are equal.
 * @example explainedVariance([[1, 1, 1], [0]], [1, 0]) // 1
 */
export function explainedVariance(
  predictions: readonly ArrayLike<number>[],
  rewards: ArrayLike<number>,
): number | null {
  const tokens = predictions.reduce((sum, { length }) => sum + length, 0);
  const meanReward = predictions.reduce((sum, { length }, row) => sum + length * rewards[row], 0) / tokens;
  let error = 0;
  let spread = 0;
  predictions.forEach((values, row) => {
    for (let t = 0; t < values.length; t++) error += (rewards[row] - values[t]) ** 2;
    spread += values.length * (rewards[row] - meanReward) ** 2;
  });
  return spread > 0 ? 1 - error / spread : null;
}

function maskComposition(
  { columns: { roles }, weights }: Pick<UpdateBatch, "columns" | "weights">,
  roleNames: readonly string[],
): Pick<BatchMetrics, "keptFraction"> {
  const byRole = new Float64Array(roleNames.length);
  let selected = 0;
  for (let t = 0; t < weights.length; t++) {
    if (weights[t] === 0) continue;
    selected++;
    if (roles) byRole[roles[t]]++;
  }
  return {
    keptFraction: weights.length > 0 ? selected / weights.length : 0,
    ...Object.fromEntries(
      roleNames.map((role, i) => [camelCase(`mask-${role}`), selected > 0 ? byRole[i] / selected : 0]),
    ),
  };
}
