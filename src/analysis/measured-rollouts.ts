import { type Problem, STANDARD_RULES } from "../countdown/index.js";
import type { Policy } from "../models/index.js";
import {
  type ResponseTokens,
  responseTokenColumns,
  responseTokens,
  type Sequence,
  scoreSequences,
  type VerifiedRollouts,
  verifiedRollouts,
} from "../rollout/index.js";

/** Verified rollouts with their tokens in columns. */
export interface MeasuredRollouts extends VerifiedRollouts {
  columns: ResponseTokens;
}

/** Samples responses to Countdown problems and lays out entropy, log-probability and role of every token. */
export function measuredRollouts(
  policy: Policy,
  problems: readonly Problem[],
  options: Omit<Parameters<typeof verifiedRollouts>[2], "rules">,
): MeasuredRollouts {
  const rollouts = verifiedRollouts(policy, problems, { rules: STANDARD_RULES, ...options });
  return { ...rollouts, columns: responseTokenColumns(rollouts.batch, rollouts.verdicts) };
}

/** Each response with its prompt: a text that other policies can be teacher-forced on. */
export function rolloutTexts({ batch }: Pick<VerifiedRollouts, "batch">): Sequence[] {
  return Array.from({ length: batch.count }, (_, row) => ({
    prompt: batch.prompts[batch.groups[row]],
    response: responseTokens(batch, row).slice(),
  }));
}

/**
 * Entropy of every response token of given texts under a policy (teacher forcing at temperature 1), in nats, the
 * texts one after the other as in `ResponseTokens`.
 */
export function forcedEntropies(policy: Policy, texts: readonly Sequence[]): Float32Array {
  const { entropies } = scoreSequences(policy, texts);
  const flat = new Float32Array(entropies.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of entropies) {
    flat.set(part, at);
    at += part.length;
  }
  return flat;
}
