import { mean } from "../statistics/index.js";
import type { Arm } from "./config.js";
import type { RecordedRun } from "./recorded-runs.js";
import { studyArms } from "./study-arms.js";

/** Learning rates that the question "rate" tries for every arm of the study. */
export const SWEPT_RATES: readonly number[] = [1e-4, 2e-4, 4e-4, 8e-4];

/**
 * The learning rate that each arm is trained with in every question that sets none, for "top" whatever its share: the
 * best of the sweep by validation accuracy (`bestRate`), at model M and a seed that no other question uses.
 */
export const STUDY_RATES: Readonly<Record<Arm, number>> = {
  all: 4e-4,
  top: 4e-4,
  bottom: 1e-4,
  random: 1e-4,
  oracle: 1e-4,
  "oracle-errors": 2e-4,
  decorative: 1e-4,
  soft: 2e-4,
};

/** Evaluations at the end of a run that are averaged, so that one lucky evaluation decides nothing. */
const LAST_EVALUATIONS = 3;

/** Mean accuracy of a run's last evaluations on validation, at temperature 1. */
export function lateValidationAccuracy({ evaluations }: RecordedRun): number {
  const accuracies = evaluations.flatMap(({ split, accuracy }) => (split === "validation" ? [accuracy] : []));
  return mean(accuracies.slice(-LAST_EVALUATIONS));
}

/** One learning rate of an arm's sweep. */
export interface SweptRate {
  arm: Arm;
  label: string;
  learningRate: number;
  accuracy: number;
}

/** The recorded sweep: every arm and rate with its `lateValidationAccuracy`, mean over seeds. */
export function sweptRates(runs: readonly RecordedRun[]): SweptRate[] {
  return studyArms(runs, { questions: ["rate"] }).map(({ label, config, runs: ofArm }) => ({
    arm: config.arm,
    label,
    learningRate: config.learningRate,
    accuracy: mean(ofArm.map(lateValidationAccuracy)),
  }));
}

/** The rate of highest accuracy in an arm's sweep; the smaller of equals. Undefined where the arm was not swept. */
export function bestRate(sweep: readonly SweptRate[], arm: Arm): number | undefined {
  const ofArm = sweep.filter((swept) => swept.arm === arm);
  ofArm.sort((a, b) => b.accuracy - a.accuracy || a.learningRate - b.learningRate);
  return ofArm[0]?.learningRate;
}
