import type { RecordedRun } from "./recorded-runs.js";
import { type RunGroup, runGroups, sharedSeeds, withSeeds } from "./run-groups.js";
import type { RunMeasure } from "./summary.js";

/** Both arms of the paper with so many mini-batches a batch, at the seeds that both have. */
export interface MiniBatchRuns {
  miniBatches: number;
  /** Ascending; the others are left out. */
  seeds: number[];
  all: RunGroup;
  /** Chosen by the entropies of the policy that sampled. */
  top: RunGroup;
  /** The same by those of the policy being trained, where every one of the seeds is recorded. */
  topByCurrent?: RunGroup;
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
    ({ config }) => config.miniBatches === miniBatches,
  );
  const armOf = (wanted: "all" | "top", entropyOf?: "current"): RunGroup | undefined =>
    groups.find(({ config }) => config.arm === wanted && config.entropyOf === entropyOf);
  const [all, top, byCurrent] = [armOf("all"), armOf("top"), armOf("top", "current")];
  const seeds = sharedSeeds([all, top]);
  if (seeds.length === 0) return null;
  const hasAll = sharedSeeds([all, top, byCurrent]).length === seeds.length;
  return {
    ...{ miniBatches, seeds },
    ...{ all: withSeeds(all!, seeds), top: withSeeds(top!, seeds) },
    ...(hasAll && {
      topByCurrent: { ...withSeeds(byCurrent!, seeds), label: "top 20 %, current entropy" },
    }),
  };
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
