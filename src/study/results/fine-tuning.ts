import type { RecordedRun } from "./recorded-runs.js";
import { type RunGroup, runGroups, sharedSeeds, withSeeds } from "./run-groups.js";

/** The recorded runs of fine-tuning against reinforcement learning, both on all tokens, with the same seeds. */
export interface FineTuningRuns {
  /** Those that both have, ascending; the others are left out. */
  seeds: number[];
  fineTuned: RunGroup;
  /** All tokens of P1. */
  reinforced: RunGroup;
}

/** The experiment on each kind of answers. */
const EXPERIMENTS = { direct: "fine-tuning", searched: "fine-tuning-searched" } as const;

/**
 * Fine-tuning on a kind of answers and its partner at the seeds that both have; null where there is no such seed yet.
 * @example fineTuningRuns(readRecordedRuns(), { answers: "direct" })?.seeds
 */
export function fineTuningRuns(
  runs: readonly RecordedRun[],
  { answers }: { answers: keyof typeof EXPERIMENTS },
): FineTuningRuns | null {
  const allTokensOf = (experiment: string): RunGroup | undefined =>
    runGroups(runs, { experiments: [experiment], base: "M" }).find(({ config }) => config.arm === "all");
  const [fineTuned, reinforced] = [EXPERIMENTS[answers], "missed-tokens"].map(allTokensOf);
  const seeds = sharedSeeds([fineTuned, reinforced]);
  if (seeds.length === 0) return null;
  return {
    seeds,
    fineTuned: { ...withSeeds(fineTuned!, seeds), label: `fine-tuning, ${answers}` },
    reinforced: { ...withSeeds(reinforced!, seeds), label: "RL" },
  };
}
