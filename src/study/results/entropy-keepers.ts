import type { RecordedRun } from "./recorded-runs.js";
import { type RunGroup, runGroups, sharedSeeds, withSeeds } from "./run-groups.js";

/** The recorded runs of the entropy bonus against clip-higher, arms with the same seeds. */
export interface EntropyKeepers {
  /** Those that all arms have, ascending; the others are left out. */
  seeds: number[];
  /** The bonus of this strength, with the standard clip. */
  bonus: (coefficient: number) => RunGroup;
  /** All tokens without a bonus, with this width of the clip above 1. */
  clip: (clipHigh: number) => RunGroup;
  /** All arms, bonuses first, by ascending strength and width. */
  arms: readonly RunGroup[];
}

/** Strengths of the bonus and widths of the clip. */
const ARMS = 6;

/**
 * The arms of "entropy-bonus" at the seeds that all of them have; null where there is no such seed yet.
 * @example entropyKeepers(readRecordedRuns())?.clip(0.28).runs.length
 */
export function entropyKeepers(runs: readonly RecordedRun[]): EntropyKeepers | null {
  const groups = runGroups(runs, { experiments: ["entropy-bonus"], base: "M" });
  const seeds = groups.length === ARMS ? sharedSeeds(groups) : [];
  if (seeds.length === 0) return null;
  const arms = groups
    .map((group) => ({ ...withSeeds(group, seeds), label: labelOf(group) }))
    .sort((a, b) => Number(isBonus(b)) - Number(isBonus(a)) || strengthOf(a) - strengthOf(b));
  const found = (bonus: boolean, strength: number): RunGroup => {
    const arm = arms.find((group) => isBonus(group) === bonus && strengthOf(group) === strength);
    if (arm) return arm;
    const known = arms.filter((group) => isBonus(group) === bonus).map(strengthOf);
    throw new Error(
      `${bonus ? "the bonus" : "the clip"} ${strength} is not recorded; recorded: ${known.join(", ")}`,
    );
  };
  return {
    seeds,
    bonus: (coefficient) => found(true, coefficient),
    clip: (clipHigh) => found(false, clipHigh),
    arms,
  };
}

const isBonus = ({ config }: RunGroup): boolean => config.arm === "entropy-bonus";

function strengthOf(group: RunGroup): number {
  return isBonus(group) ? Number(group.config.ruleParameters?.coefficient) : group.config.clipHigh;
}

function labelOf(group: RunGroup): string {
  return `${isBonus(group) ? "bonus" : "clip"} ${strengthOf(group)}`;
}
