import { ROLE, ROLE_NAMES } from "../countdown/index.js";
import { tokenCovariance } from "../entropy/index.js";
import { entropyThreshold } from "../policy-gradient/index.js";
import type { VerifiedRollouts } from "../rollout/index.js";
import type { RlvrConfig } from "./config.js";
import type { ResponseValues } from "./critic.js";
import type { ScoredResponse } from "./policy-update.js";

/** What a rollout batch tells before the update. Rates and lengths over all its responses. */
export interface BatchMetrics {
  trainAccuracy: number;
  /** Complete and in the required format. */
  validRate: number;
  outOfBudgetRate: number;
  brokenRate: number;
  /** Response tokens sampled. */
  tokens: number;
  meanLength: number;
  meanAttempts: number;
  /** nats, over all response tokens */
  meanEntropy: number;
  /** nats, over the real forks */
  forkEntropy: number;
  /** The (1 - rho) threshold of the entropies in the kept groups, in nats; null when no group was kept. */
  threshold: number | null;
  /** Share of the tokens in the kept groups that receive gradient. */
  keptFraction: number;
  /** Share of the tokens that receive gradient by role. */
  maskDetermined: number;
  maskDecorative: number;
  maskReal: number;
  maskError: number;
  groupsWithSpread: number;
  /** Cov(log pi, A) over the tokens in the kept groups. */
  covariance: number;
}

/** How well the critic knew the rewards of a rollout batch before it was fitted to it: see `explainedVariance`. */
export interface CriticMetrics {
  explainedByV: number | null;
  explainedByQ: number | null;
}

/** Measures a rollout batch; `kept[i]` is the row of `responses[i]`. */
export function batchMetrics(
  { batch, verdicts }: VerifiedRollouts,
  responses: readonly ScoredResponse[],
  kept: readonly number[],
  { rho, rule }: Pick<RlvrConfig, "rho" | "rule">,
): Omit<BatchMetrics, "groupsWithSpread"> {
  const rate = (of: (verdict: (typeof verdicts)[number]) => number | boolean): number =>
    verdicts.reduce((sum, verdict) => sum + Number(of(verdict)), 0) / verdicts.length;
  const all = tokensOf({ batch, verdicts }, Array.from(verdicts.keys()));
  const trained = tokensOf({ batch, verdicts }, kept);
  const forks = all.entropies.filter((_, i) => all.roles[i] === ROLE.real);
  return {
    trainAccuracy: rate(({ reward }) => reward),
    validRate: rate(({ outcome }) => outcome === "right" || outcome === "wrong"),
    outOfBudgetRate: rate(({ outcome }) => outcome === "out-of-budget"),
    brokenRate: rate(({ outcome }) => outcome === "broken"),
    tokens: all.entropies.length,
    meanLength: mean(batch.lengths),
    meanAttempts: rate(({ attempts }) => attempts),
    meanEntropy: mean(all.entropies),
    forkEntropy: mean(forks),
    threshold: trained.entropies.length > 0 ? entropyThreshold(trained.entropies, { rho, rule }) : null,
    ...maskComposition(responses, trained.roles),
    covariance: trained.logProbs.length > 0 ? advantageCovariance(responses, trained.logProbs) : 0,
  };
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
 */
export function explainedVariance(
  predictions: readonly ArrayLike<number>[],
  rewards: ArrayLike<number>,
): number | null {
  const tokens = predictions.reduce((sum, { length }) => sum + length, 0);
  const mean = predictions.reduce((sum, { length }, row) => sum + length * rewards[row], 0) / tokens;
  let error = 0;
  let spread = 0;
  predictions.forEach((values, row) => {
    for (let t = 0; t < values.length; t++) error += (rewards[row] - values[t]) ** 2;
    spread += values.length * (rewards[row] - mean) ** 2;
  });
  return spread > 0 ? 1 - error / spread : null;
}

function tokensOf(
  { batch, verdicts }: Pick<VerifiedRollouts, "batch" | "verdicts">,
  rows: readonly number[],
): { entropies: number[]; logProbs: number[]; roles: number[] } {
  const tokens = { entropies: [] as number[], logProbs: [] as number[], roles: [] as number[] };
  for (const row of rows) {
    for (let t = 0; t < batch.lengths[row]; t++) {
      tokens.entropies.push(batch.entropies[row * batch.maxLength + t]);
      tokens.logProbs.push(batch.logProbs[row * batch.maxLength + t]);
      tokens.roles.push(verdicts[row].roles[t]);
    }
  }
  return tokens;
}

function maskComposition(
  responses: readonly ScoredResponse[],
  roles: readonly number[],
): Pick<BatchMetrics, "keptFraction" | "maskDetermined" | "maskDecorative" | "maskReal" | "maskError"> {
  const byRole = new Float64Array(ROLE_NAMES.length);
  let selected = 0;
  let at = 0;
  for (const { weights } of responses) {
    for (const weight of weights) {
      if (weight !== 0) {
        byRole[roles[at]]++;
        selected++;
      }
      at++;
    }
  }
  const share = (role: number): number => (selected > 0 ? byRole[role] / selected : 0);
  return {
    keptFraction: roles.length > 0 ? selected / roles.length : 0,
    maskDetermined: share(ROLE.determined),
    maskDecorative: share(ROLE.decorative),
    maskReal: share(ROLE.real),
    maskError: share(ROLE.error),
  };
}

function advantageCovariance(responses: readonly ScoredResponse[], logProbs: readonly number[]): number {
  return tokenCovariance(
    logProbs,
    responses.flatMap(({ advantages }) => Array.from(advantages)),
  );
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return values.length > 0 ? sum / values.length : 0;
}
