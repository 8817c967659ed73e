import { DEFAULT_RHO } from "../../entropy/index.js";
import type { RecordedRun } from "./recorded-runs.js";
import { type RunGroup, runGroups, sharedSeeds, withSeeds } from "./run-groups.js";

/** The recorded runs of P3 from one base model, arms with the same seeds. */
export interface SurpriseRuns {
  base: string;
  /** Those that all three arms have, ascending; the others are left out. */
  seeds: number[];
  all: RunGroup;
  top: RunGroup;
  /** The mask that adds the tokens of highest surprise. */
  surprise: RunGroup;
}

/** Where the partners of P3's mask are recorded: at M they are those of P1. */
const EXPERIMENTS = ["surprise", "missed-tokens"];

/**
 * P3's arms from one base model at the seeds that all of them have; null where there is no such seed yet.
 * @example surpriseRuns(readRecordedRuns(), { base: "M" })?.seeds
 */
export function surpriseRuns(runs: readonly RecordedRun[], { base }: { base: string }): SurpriseRuns | null {
  const groups = runGroups(runs, { experiments: EXPERIMENTS, base });
  const ofArm = (arm: string): RunGroup | undefined =>
    groups.find(({ config }) => config.arm === arm && (arm !== "top" || config.rho === DEFAULT_RHO));
  const arms = ["all", "top", "entropy-or-surprise"].map(ofArm);
  const seeds = sharedSeeds(arms);
  if (seeds.length === 0) return null;
  const [all, top, surprise] = arms.map((group) => withSeeds(group!, seeds));
  return { base, seeds, all, top, surprise };
}
