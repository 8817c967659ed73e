import { DEFAULT_RHO } from "../../entropy/index.js";
import { type Interval, studentInterval } from "../../statistics/index.js";
import type { RecordedRun } from "./recorded-runs.js";
import { type RunGroup, runGroups, sharedSeeds, withSeeds } from "./run-groups.js";
import type { RunMeasure } from "./summary.js";

/** What P1 changes of the mask of the top 20 %; names of the rule's parameters. */
export const MASK_CHANGES = ["barDecorative", "keepWait", "keepErrors"] as const;

export type MaskChange = (typeof MASK_CHANGES)[number];

/** The recorded runs of P1, arms with the same seeds. */
export interface MissedTokens {
  /** Seeds of which every arm is recorded, ascending; the others are left out. */
  seeds: number[];
  all: RunGroup;
  allButWait: RunGroup;
  /** The eight masks, the unchanged one first. */
  masks: readonly { changes: readonly MaskChange[]; group: RunGroup }[];
}

/**
 * P1's arms at the seeds that all of them have; null where there is no such seed yet.
 * @example missedTokens(readRecordedRuns())?.seeds
 */
export function missedTokens(runs: readonly RecordedRun[]): MissedTokens | null {
  const groups = runGroups(runs, { experiments: ["missed-tokens"], base: "M" });
  const arms = 2 ** MASK_CHANGES.length + 2;
  const seeds = groups.length === arms ? sharedSeeds(groups) : [];
  if (seeds.length === 0) return null;
  const whole = groups.map((group) => withSeeds(group, seeds));
  const ofArm = (arm: string): RunGroup => whole.find(({ config }) => config.arm === arm)!;
  const masks = whole.flatMap((group) => {
    const { arm, rho, ruleParameters = {} } = group.config;
    const isMask = (arm === "top" && rho === DEFAULT_RHO) || arm === "top-by-role";
    return isMask
      ? [{ changes: MASK_CHANGES.filter((change) => ruleParameters[change] === true), group }]
      : [];
  });
  return {
    seeds,
    all: ofArm("all"),
    allButWait: ofArm("all-but-wait"),
    masks: masks.sort((a, b) => a.changes.length - b.changes.length),
  };
}

/**
 * The main effect of one change, seed by seed: the mean, over the four pairs of masks that differ in it alone, of the mask
 * with it less that without.
 * @param measure such as `finalValue("ood", "accuracy", { scale: 100 })`
 * @example changeEffects(missed, MASK_CHANGES[0], finalValue("ood", "accuracy", { scale: 100 }))
 */
export function changeEffects(
  { masks, seeds }: MissedTokens,
  change: MaskChange,
  measure: RunMeasure,
): number[] {
  return seeds.map((_, i) =>
    masks.reduce((sum, { changes, group }) => {
      const value = measure(group.runs[i]);
      return sum + (changes.includes(change) ? value : -value) / (masks.length / 2);
    }, 0),
  );
}

/**
 * What a mask gains on the unchanged one beyond a share of the gap to all tokens, (mask - top) - share (all - top), over
 * seeds: an interval below 0 refutes that the mask closes that share. So a gap near 0 is never divided by.
 * @example gainBeyondShare(missed, ["keepWait"], { share: 0.9, measure: finalValue("test", "accuracy") })
 */
export function gainBeyondShare(
  { masks, all }: MissedTokens,
  changes: readonly MaskChange[],
  { share, measure }: { share: number; measure: RunMeasure },
): Interval {
  const wanted = masks.find((mask) => mask.changes.join() === changes.join())!;
  const unchanged = masks[0].group;
  return studentInterval(
    wanted.group.runs.map((run, i) => {
      const top = measure(unchanged.runs[i]);
      return measure(run) - top - share * (measure(all.runs[i]) - top);
    }),
  );
}
