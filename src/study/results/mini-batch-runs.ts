import type { RlvrConfig } from "../../training/index.js";
import type { RecordedRun } from "./recorded-runs.js";
import { type RunGroup, runGroups, sharedSeeds, withSeeds } from "./run-groups.js";
import type { RunMeasure } from "./summary.js";

/** Both arms of the paper with so many mini-batches a batch, at the seeds that both have. */
export interface MiniBatchRuns {
  miniBatches: number;
  /** Whose entropies choose the top 20 %: of the policy being trained; left out: of the one that sampled. */
  entropyOf?: RlvrConfig["entropyOf"];
  /** Ascending; the others are left out. */
  seeds: number[];
  all: RunGroup;
  top: RunGroup;
}

/** P1 has two mini-batches, P4 the others. */
const EXPERIMENTS = ["missed-tokens", "mini-batches"];

/**
 * The runs with so many mini-batches a batch: P1's where it is 2, P4's otherwise; null where both arms share no seed yet.
 * @example miniBatchRuns(readRecordedRuns(), { miniBatches: 16, entropyOf: "current" })?.seeds.length
 */
export function miniBatchRuns(
  runs: readonly RecordedRun[],
  { miniBatches, entropyOf }: Pick<MiniBatchRuns, "miniBatches" | "entropyOf">,
): MiniBatchRuns | null {
  const groups = runGroups(runs, { experiments: EXPERIMENTS, base: "M" }).filter(
    ({ config }) => config.miniBatches === miniBatches,
  );
  const all = groups.find(({ config }) => config.arm === "all");
  const top = groups.find(({ config }) => config.arm === "top" && config.entropyOf === entropyOf);
  const seeds = sharedSeeds([all, top]);
  return seeds.length === 0
    ? null
    : { miniBatches, entropyOf, seeds, all: withSeeds(all!, seeds), top: withSeeds(top!, seeds) };
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
