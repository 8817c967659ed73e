import { FIVE } from "../plan/experiment.js";
import type { RecordedRun } from "./recorded-runs.js";
import { type RunGroup, runGroups, sharedSeeds, withSeeds } from "./run-groups.js";

/** The recorded runs of P5, 1,600 steps from M, the arms that its predictions speak of with the same seeds. */
export interface ForgettingRuns {
  /** Those that the three arms have, ascending; the others are left out. */
  seeds: number[];
  /** Whether all five seeds are there: P5 is not read before. */
  isWhole: boolean;
  all: RunGroup;
  top: RunGroup;
  /** The top 20 %, the other tokens held to the base model by a KL penalty. */
  held: RunGroup;
  /** The oracle, real forks and errors, of which nothing was predicted, at as many of these seeds as it has; null at none. */
  errors: RunGroup | null;
}

/**
 * P5's arms at the seeds that those of its predictions have; null where there is no such seed yet.
 * @example forgettingRuns(readRecordedRuns())?.seeds
 */
export function forgettingRuns(runs: readonly RecordedRun[]): ForgettingRuns | null {
  const groups = runGroups(runs, { experiments: ["forgetting"], base: "M" });
  const ofArm = (arm: string): RunGroup | undefined => groups.find(({ config }) => config.arm === arm);
  const arms = ["all", "top", "top-held"].map(ofArm);
  const seeds = sharedSeeds(arms);
  if (seeds.length === 0) return null;
  const [all, top, held] = arms.map((group) => withSeeds(group!, seeds));
  const oracle = ofArm("oracle-errors");
  const beside = oracle && withSeeds(oracle, seeds);
  return {
    ...{ seeds, isWhole: FIVE.every((seed) => seeds.includes(seed)), all, top, held },
    errors: beside && beside.runs.length > 0 ? beside : null,
  };
}
