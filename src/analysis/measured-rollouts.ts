import { countdownTask, type Problem } from "../countdown/index.js";
import type { Policy } from "../models/index.js";
import {
  type Sequence,
  scoreTokens,
  type VerifiedRollouts,
  type VerifyOptions,
  verifiedRollouts,
} from "../rollout/index.js";

/** Verified responses to Countdown problems: the role of every token is known. */
export interface MeasuredRollouts extends VerifiedRollouts<Problem> {
  columns: VerifiedRollouts["columns"] & { roles: Uint8Array };
}

/**
 * Samples responses to Countdown problems, with the role of every token.
 *
 *     measuredRollouts(policy, problems, { maxNewTokens: 95, rng: seededRng(1) }).columns.roles
 */
export function measuredRollouts(
  policy: Policy,
  problems: readonly Problem[],
  options: Omit<VerifyOptions<Problem>, "task">,
): MeasuredRollouts {
  return verifiedRollouts(policy, problems, { task: countdownTask(), ...options }) as MeasuredRollouts;
}

/**
 * Entropy of every response token of given sequences under a policy (teacher forcing at temperature 1), in nats, the
 * sequences one after the other as in `ResponseTokens`.
 * @example forcedEntropies(base, sequencesOf(samples)) // nats, one a token
 */
export function forcedEntropies(policy: Policy, sequences: readonly Sequence[]): Float32Array {
  return scoreTokens(policy, sequences).entropies;
}
