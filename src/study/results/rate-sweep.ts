import { mean } from "../../statistics/index.js";
import type { RecordedRun } from "./recorded-runs.js";
import { runGroups } from "./run-groups.js";

/** Evaluations at the end of a run that are averaged, so that one lucky evaluation decides nothing. */
const LAST_EVALUATIONS = 3;

/** Mean accuracy of a run's last evaluations on validation, at temperature 1. */
export function lateValidationAccuracy({ evaluations }: RecordedRun): number {
  const accuracies = evaluations.flatMap(({ split, accuracy }) => (split === "validation" ? [accuracy] : []));
  return mean(accuracies.slice(-LAST_EVALUATIONS));
}

/** One learning rate of an arm's sweep. */
export interface SweptRate {
  label: string;
  learningRate: number;
  /** On validation, at temperature 1. */
  accuracy: number;
}

/**
 * A recorded sweep at a base model: every arm and rate with its `lateValidationAccuracy`, mean over seeds.
 * @param options.experiment the experiment that swept
 * @example sweptRates(readRecordedRuns(), { base: "M" })
 */
export function sweptRates(
  runs: readonly RecordedRun[],
  { base = "M", experiment = "rate" }: { base?: string; experiment?: string } = {},
): SweptRate[] {
  return runGroups(runs, { experiments: [experiment], base }).map(({ label, config, runs: group }) => ({
    label,
    learningRate: config.learningRate,
    accuracy: mean(group.map(lateValidationAccuracy)),
  }));
}

/**
 * The rate of highest accuracy in an arm's sweep; the smaller of equals. Undefined where the arm was not swept.
 * @example bestRate(sweptRates(readRecordedRuns()), "top 20 %")
 */
export function bestRate(sweep: readonly SweptRate[], label: string): number | undefined {
  const ofArm = sweep.filter((swept) => swept.label === label);
  ofArm.sort((a, b) => b.accuracy - a.accuracy || a.learningRate - b.learningRate);
  return ofArm[0]?.learningRate;
}
