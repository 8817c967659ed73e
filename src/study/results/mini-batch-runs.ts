import type { RecordedRun } from "./recorded-runs.js";
import { type RunGroup, runGroups, sharedSeeds, withSeeds } from "./run-groups.js";
import type { RunMeasure } from "./summary.js";

/**
 * Both arms of the paper with so many mini-batches a batch, at the seeds that both have. The top 20 % are chosen by the
 * entropies of the policy that sampled.
 */
export interface MiniBatchRuns {
  miniBatches: number;
  /** Ascending; the others are left out. */
  seeds: number[];
  all: RunGroup;
  top: RunGroup;
}

/** P1 has two mini-batches, P4 the others. */
const EXPERIMENTS = ["missed-tokens", "mini-batches"];

/**
 * The runs with so many mini-batches a batch: P1's where it is 2, P4's otherwise; null where both arms share no seed yet.
 * @example miniBatchRuns(readRecordedRuns(), { miniBatches: 16 })?.seeds.length
 */
export function miniBatchRuns(
  runs: readonly RecordedRun[],
  { miniBatches }: { miniBatches: number },
): MiniBatchRuns | null {
  const groups = runGroups(runs, { experiments: EXPERIMENTS, base: "M" }).filter(
    ({ config }) => config.miniBatches === miniBatches && config.entropyOf !== "current",
  );
  const [all, top] = ["all", "top"].map((arm) => groups.find(({ config }) => config.arm === arm));
  const seeds = sharedSeeds([all, top]);
  return seeds.length === 0
    ? null
    : { miniBatches, seeds, all: withSeeds(all!, seeds), top: withSeeds(top!, seeds) };
}

/**
 * P4's collapse: 1 where a run's validation accuracy after its last step is below half of its highest, 0 elsewhere.
 * @example all.runs.filter((run) => collapse(run) === 1).length
 */
export const collapse: RunMeasure = ({ evaluations }) => {
  const onValidation = evaluations
    .filter(({ split }) => split === "validation")
    .sort((a, b) => a.step - b.step)
    .map(({ accuracy }) => accuracy);
  return Number(onValidation.at(-1)! < Math.max(...onValidation) / 2);
};
