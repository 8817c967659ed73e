import { mean } from "../../statistics/index.js";
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

/** How well a rule's tokens are the real forks, on the first batch, which all arms of a seed share. */
export interface AgainstForks {
  /** Share of the tokens that receive gradient, and of these, real forks. */
  kept: number;
  precision: number;
  /** Share of the real forks that receive gradient. */
  recall: number;
}

/**
 * A rule's tokens against the real forks, in the mean over the seeds that it shares with all tokens.
 * @example againstForks(rule, all).recall
 */
export function againstForks(rule: RunGroup, all: RunGroup): AgainstForks {
  const first = (group: RunGroup): RecordedRun["steps"] =>
    withSeeds(group, sharedSeeds([rule, all])).runs.map(({ steps }) => steps[0]);
  const [own, whole] = [first(rule), first(all)];
  const precisions = own.map(({ maskReal = 0 }) => maskReal);
  return {
    kept: mean(own.map(({ keptFraction }) => keptFraction)),
    precision: mean(precisions),
    recall: mean(own.map(({ keptFraction }, i) => (precisions[i] * keptFraction) / (whole[i].maskReal ?? 0))),
  };
}
