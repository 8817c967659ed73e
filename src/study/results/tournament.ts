import type { Arm } from "../../token-rules/index.js";
import { EXPERIMENTS } from "../plan/experiments.js";
import type { RecordedRun } from "./recorded-runs.js";
import { type RunGroup, runGroups, sharedSeeds, withSeeds } from "./run-groups.js";

/** The recorded runs of a tournament at base model S: every rule against all tokens, each at the best rate of its own sweep. */
export interface Tournament {
  /** Those that every arm of it has, ascending; the others are left out. */
  seeds: number[];
  all: RunGroup;
  /** Every other arm, in the order of `ARMS`. */
  rules: RunGroup[];
}

/**
 * The tournament on policy, or that with 16 mini-batches a batch; null where its arms share no seed yet.
 * @example tournament(readRecordedRuns(), { miniBatches: 1 })?.rules.map(({ label }) => label)
 */
export function tournament(
  runs: readonly RecordedRun[],
  { miniBatches }: { miniBatches: 1 | 16 },
): Tournament | null {
  const experiment = miniBatches === 1 ? "tournament" : "tournament-16";
  const groups = runGroups(runs, { experiments: [experiment], base: "S" });
  const wanted = EXPERIMENTS.flatMap(({ name, arms }) => (name === experiment ? arms : []));
  const groupOf = (arm: Arm): RunGroup | undefined => groups.find(({ config }) => config.arm === arm);
  const seeds = sharedSeeds(wanted.map(([arm]) => groupOf(arm)));
  if (seeds.length === 0) return null;
  const whole = groups.map((group) => withSeeds(group, seeds));
  return {
    seeds,
    all: whole.find(({ config }) => config.arm === "all")!,
    rules: whole.filter(({ config }) => config.arm !== "all"),
  };
}
