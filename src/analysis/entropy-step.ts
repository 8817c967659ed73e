import { ROLE_NAMES } from "../countdown/index.js";
import { covarianceTerms, shareByGroup } from "../entropy/index.js";
import type { Policy } from "../models/index.js";
import { groupAdvantage, perToken } from "../policy-gradient/index.js";
import { sequencesOf } from "../rollout/index.js";
import { mean } from "../statistics/index.js";
import { forcedEntropies, type MeasuredRollouts } from "./measured-rollouts.js";

/** Covariance at one checkpoint and the entropy change that the training after it brought, on the same tokens. */
export interface EntropyStep {
  /** Cov(log pi, A) over the tokens, nats. */
  covariance: number;
  /** Mean entropy change of these tokens' positions to the next checkpoint, nats. */
  nextChange: number;
  /** Both by token role: the means over its tokens. */
  roles: { role: string; tokens: number; covariance: number; nextChange: number }[];
}

/**
 * Cov(log pi, A) of a policy's own rollouts (group advantages), and how the entropy at these very positions changes
 * under the next checkpoint: the entropy mechanism of Cui et al. 2025 on a fixed set.
 * @example entropyStep(measuredRollouts(policy, problems, options), nextCheckpoint).covariance
 */
export function entropyStep(rollouts: MeasuredRollouts, next: Policy): EntropyStep {
  const { columns } = rollouts;
  const ofTokens = perToken(groupAdvantage(columns.rewards, columns.prompts), columns.responses);
  const terms = covarianceTerms(columns.logProbs, ofTokens);
  const changes = forcedEntropies(next, sequencesOf(rollouts)).map(
    (after, i) => after - columns.entropies[i],
  );
  const [byTerm, byChange] = [terms, changes].map((values) =>
    shareByGroup(values, columns.roles, ROLE_NAMES),
  );
  return {
    covariance: mean(terms),
    nextChange: mean(changes),
    roles: ROLE_NAMES.map((role, i) => ({
      role,
      tokens: byTerm[i].count,
      covariance: byTerm[i].mean,
      nextChange: byChange[i].mean,
    })),
  };
}
