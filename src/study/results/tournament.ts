import { mean } from "../../statistics/index.js";
import { EXPERIMENTS } from "../plan/experiments.js";
import type { RecordedRun } from "./recorded-runs.js";
import { type RunGroup, runGroups, sharedSeeds, withSeeds } from "./run-groups.js";

/** The recorded runs of a tournament at base model S: rules and all tokens, each at the best rate of its own sweep. */
export interface Tournament {
  /** Those that every arm of it has, ascending; the others are left out. */
  seeds: number[];
  all: RunGroup;
  /** Every other arm, in the order of `ARMS`. */
  rules: RunGroup[];
}

/** All rules on policy; those that differed there, with seeds of their own; all rules with 16 mini-batches a batch. */
export type TournamentName = "tournament" | "tournament-again" | "tournament-16";

/**
 * One of the tournaments; null where its arms share no seed yet.
 * @example tournament(readRecordedRuns(), { experiment: "tournament" })?.rules.map(({ label }) => label)
 */
export function tournament(
  runs: readonly RecordedRun[],
  { experiment }: { experiment: TournamentName },
): Tournament | null {
  const [{ arms }] = EXPERIMENTS.filter(({ name }) => name === experiment);
  const groups = runGroups(runs, { experiments: [experiment], base: "S" });
  const seeds = groups.length === arms.length ? sharedSeeds(groups) : [];
  if (seeds.length === 0) return null;
  const [all, ...rules] = groups.map((group) => withSeeds(group, seeds));
  return { seeds, all, rules };
}

/** How well a rule's tokens are the real forks, on the first batch, which all arms of a seed share; three shares of 1. */
export interface AgainstForks {
  /** Of all tokens, those that receive gradient. */
  kept: number;
  /** Of these, real forks. */
  precision: number;
  /** Of the real forks, those that receive gradient. */
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
