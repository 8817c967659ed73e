import { mean } from "../statistics/index.js";
import type { RlvrConfig } from "../training/index.js";
import { armLabel, studyArms } from "./arms.js";
import type { RecordedRun } from "./recorded-runs.js";

/** Learning rates that the question "rate" tries for every arm of the study. */
export const SWEPT_RATES: readonly number[] = [1e-4, 2e-4, 4e-4, 8e-4];

/**
 * The learning rate that each arm is trained with in every question that sets none, by the arm's label: the best of
 * the sweep by validation accuracy (`bestRate`), at model M and a seed that no other question uses.
 */
const STUDY_RATES: Readonly<Record<string, number>> = {
  "all tokens": 4e-4,
  "top 5 %": 1e-4,
  "top 10 %": 4e-4,
  "top 20 %": 4e-4,
  "top 50 %": 2e-4,
  "bottom 80 %": 1e-4,
  "random 20 %": 1e-4,
  "real forks": 1e-4,
  "real forks, errors": 2e-4,
  "decorative forks": 1e-4,
  "entropy as weight": 2e-4,
};

/** @throws Error naming the arms of the study if this one is not among them */
export function studyRate(arm: Pick<RlvrConfig, "arm" | "rho">): number {
  const rate = STUDY_RATES[armLabel(arm)];
  if (rate !== undefined) return rate;
  throw new Error(`no rate was swept for "${armLabel(arm)}"; swept: ${Object.keys(STUDY_RATES).join(", ")}`);
}

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
  accuracy: number;
}

/** The recorded sweep: every arm and rate with its `lateValidationAccuracy`, mean over seeds. */
export function sweptRates(runs: readonly RecordedRun[]): SweptRate[] {
  return studyArms(runs, { questions: ["rate"] }).map(({ label, config, runs: ofArm }) => ({
    label,
    learningRate: config.learningRate,
    accuracy: mean(ofArm.map(lateValidationAccuracy)),
  }));
}

/** The rate of highest accuracy in an arm's sweep; the smaller of equals. Undefined where the arm was not swept. */
export function bestRate(sweep: readonly SweptRate[], label: string): number | undefined {
  const ofArm = sweep.filter((swept) => swept.label === label);
  ofArm.sort((a, b) => b.accuracy - a.accuracy || a.learningRate - b.learningRate);
  return ofArm[0]?.learningRate;
}
