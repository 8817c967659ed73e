import { mean } from "../../statistics/index.js";
import type { RlvrConfig } from "../../training/index.js";
import type { KnownColumns } from "./columns.js";
import type { EngineLine } from "./engine-log.js";
import type { ImportedStep } from "./imported-run.js";

/** What is known of TRL 1.13's columns and those of our train.py. */
export const TRL_COLUMNS: KnownColumns = {
  read: [
    "reward",
    "entropy",
    "completions/mean_length",
    "frac_reward_zero_std",
    "mask/kept",
    "mask/threshold",
    "attempts",
    /^outcome\//,
  ],
  leftOut: [
    ["loss", "another denominator than ours"],
    ["grad_norm", "of a loss with another denominator than ours"],
    [/^clip_ratio\//, "over all tokens; ours over the selected ones"],
    ["num_tokens", "prompt and response tokens; ours of responses"],
    [/^(step_time|.*runtime|.*_per_second|total_flos)$/, "times of this machine and engine"],
    [/^eval_/, "by TRL's sampler on its own share of the problems; checkpoints are judged by our evaluator"],
    [/^(rewards\/|reward_std)/, "follows from the reward"],
    [/^completions\//, "no namesake here"],
    [/^sampling\//, "between vLLM and PyTorch; no namesake here"],
    [/^(learning_rate|epoch|train_loss|kl|entropy_coef)$/, "no namesake here"],
  ],
};

/**
 * The rollout batches of a log: one begins at each line that has a reward, and the optimiser steps on it follow.
 * Entropy, threshold and share kept are means over these steps, each on its part of the batch and with the policy as it
 * then was.
 */
export function trlSteps(lines: readonly EngineLine[], { arm, prompts }: RlvrConfig): ImportedStep[] {
  const batches: EngineLine[][] = [];
  for (const line of lines) {
    if (!("grad_norm" in line.values)) continue;
    if ("reward" in line.values) batches.push([line]);
    else batches[batches.length - 1]?.push(line);
  }
  return batches.map((parts, step) => {
    const first = parts[0].values;
    const meanOf = (name: string): number | null => {
      const values = parts.map(({ values }) => values[name]).filter((value) => typeof value === "number");
      return values.length > 0 ? mean(values) : null;
    };
    const outcome = (name: string): number | null => first[`outcome/${name}`] ?? null;
    const right = outcome("right");
    const wrong = outcome("wrong");
    const withoutSpread = first.frac_reward_zero_std;
    return {
      step,
      trainAccuracy: right ?? first.reward ?? null,
      validRate: right !== null && wrong !== null ? right + wrong : null,
      outOfBudgetRate: outcome("out-of-budget"),
      brokenRate: outcome("broken"),
      meanLength: first["completions/mean_length"] ?? null,
      meanAttempts: first.attempts ?? null,
      meanEntropy: meanOf("entropy"),
      threshold: arm === "top" ? meanOf("mask/threshold") : null,
      keptFraction: arm === "all" ? 1 : meanOf("mask/kept"),
      groupsWithSpread: typeof withoutSpread === "number" ? Math.round(prompts * (1 - withoutSpread)) : null,
    };
  });
}
