import {
  type CountdownRules,
  EOS,
  type Problem,
  promptTokens,
  type Verdict,
  verify,
} from "../countdown/index.js";
import type { Policy } from "../models/index.js";
import type { Rng } from "../random/index.js";
import { type RolloutBatch, responseTokens } from "./rollout-batch.js";
import { type SampleOptions, sampleResponses } from "./sample-responses.js";

/** Sampled responses to problems, each with its verdict. */
export interface VerifiedRollouts {
  problems: readonly Problem[];
  batch: RolloutBatch;
  /** One for each response. */
  verdicts: Verdict[];
}

/** Samples responses to problems and verifies them; `batch.rewards` holds the verifier's 0 or 1. */
export function verifiedRollouts(
  policy: Policy,
  problems: readonly Problem[],
  { rules, rng, ...options }: Omit<SampleOptions, "eosId"> & { rules: CountdownRules; rng: Rng },
): VerifiedRollouts {
  const batch = sampleResponses(policy, problems.map(promptTokens), { ...options, rng, eosId: EOS });
  const verdicts = Array.from({ length: batch.count }, (_, row) =>
    verify(problems[batch.groups[row]], responseTokens(batch, row), { rules }),
  );
  batch.rewards.set(verdicts.map(({ reward }) => reward));
  return { problems, batch, verdicts };
}
