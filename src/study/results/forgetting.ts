import { FIVE } from "../plan/experiment.js";
import type { RecordedRun } from "./recorded-runs.js";
import { type RunGroup, runGroups, sharedSeeds, withSeeds } from "./run-groups.js";

/** The recorded runs of P5, 1,600 steps from M, arms with the same seeds. */
export interface ForgettingRuns {
  /** Those that all four arms have, ascending; the others are left out. */
  seeds: number[];
  /** Whether all five seeds are there: P5 is not read before. */
  isWhole: boolean;
  all: RunGroup;
  top: RunGroup;
  /** The oracle: real forks and errors. */
  errors: RunGroup;
  /** The top 20 %, the other tokens held to the base model by a KL penalty. */
  held: RunGroup;
}

/**
 * P5's arms at the seeds that all of them have; null where there is no such seed yet.
 * @example forgettingRuns(readRecordedRuns())?.seeds
 */
export function forgettingRuns(runs: readonly RecordedRun[]): ForgettingRuns | null {
  const groups = runGroups(runs, { experiments: ["forgetting"], base: "M" });
  const arms = ["all", "top", "oracle-errors", "top-held"].map((arm) =>
    groups.find(({ config }) => config.arm === arm),
  );
  const seeds = sharedSeeds(arms);
  if (seeds.length === 0) return null;
  const [all, top, errors, held] = arms.map((group) => withSeeds(group!, seeds));
  return { seeds, isWhole: FIVE.every((seed) => seeds.includes(seed)), all, top, errors, held };
}
