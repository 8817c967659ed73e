import { studentInterval } from "../statistics/index.js";
import type { StudyArm } from "../study/index.js";
import {
  differenceBySeed,
  evaluationOf,
  type RecordedRun,
  type RunMeasure,
  recordedSettings,
  SIZE_SETTINGS,
} from "../study/index.js";
import type { Split } from "../task/index.js";
import type { RecordedEvaluation } from "../training/index.js";
import type { ClaimUnit, Comparison } from "./judge-claim.js";

export const POINTS: ClaimUnit = { name: "points", scale: 100, digits: 1 };
export const TOKENS: ClaimUnit = { name: "tokens", scale: 1, digits: 1 };

/** A measure of a run's evaluation after the last step. */
export function at(split: Split, key: "accuracy" | "meanEntropy" | "meanLength"): RunMeasure {
  return (run) => evaluationOf(run, split)[key];
}

/** What a measure on validation is after training less what it was before. */
export function gain(key: "accuracy" | "meanLength"): RunMeasure {
  return (run) => {
    const on = (step: number): RecordedEvaluation => evaluationOf(run, run.config.evaluationSplit, { step });
    return on(run.config.steps)[key] - on(0)[key];
  };
}

/** weight * arm - reference, paired by seed; null where an arm is not recorded. */
export function compared(
  what: string,
  arm: StudyArm | undefined,
  reference: StudyArm | undefined,
  measure: RunMeasure,
  { above = 0, weight = 1 }: { above?: number; weight?: number } = {},
): Comparison | null {
  if (!arm || !reference) return null;
  const weighed: RunMeasure = (run) => (arm.runs.includes(run) ? weight : 1) * measure(run);
  const { student, seeds } = differenceBySeed(arm, reference, weighed);
  return { what, difference: student, above, seeds: seeds.length };
}

/** A measure of an arm that should lie above 0, over its seeds; null where the arm is not recorded. */
export function aboveZero(what: string, arm: StudyArm | undefined, measure: RunMeasure): Comparison | null {
  if (!arm) return null;
  return { what, difference: studentInterval(arm.runs.map(measure)), above: 0, seeds: arm.runs.length };
}

/** How much more the largest recorded size gains than the smallest, paired by seed; null with fewer than two sizes. */
export function gainOfSizes(runs: readonly RecordedRun[], measure: RunMeasure): Comparison | null {
  const sizes = recordedSettings(runs, SIZE_SETTINGS).map(({ setting, all, top }) => ({
    base: setting.base,
    ...differenceBySeed(top, all, measure),
  }));
  if (sizes.length < 2) return null;
  const [small, large] = [sizes[0], sizes[sizes.length - 1]];
  const differences = large.seeds.flatMap((seed, i) => {
    const partner = small.seeds.indexOf(seed);
    return partner < 0 ? [] : [large.differences[i] - small.differences[partner]];
  });
  if (differences.length === 0) return null;
  return {
    what: `gain at ${large.base} less gain at ${small.base}, test accuracy`,
    difference: studentInterval(differences),
    above: 0,
    seeds: differences.length,
  };
}
