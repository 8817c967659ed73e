import { mean } from "../../statistics/index.js";
import { armLabel } from "../../token-rules/index.js";
import type { RlvrConfig } from "../../training/index.js";
import type { RecordedRun } from "../results/recorded-runs.js";
import { studyArms } from "../results/run-groups.js";

/** Learning rates that the question "rate" tries for every arm of the study. */
export const SWEPT_RATES: readonly number[] = [1e-4, 2e-4, 4e-4, 8e-4];

/** The best rate of the recorded sweep (`bestRate`) at the base model of each size, by the arm's label. */
const BEST_RATES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  M: {
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
  },
  S: { "all tokens": 2e-4, "top 20 %": 4e-4 },
  L: { "all tokens": 4e-4, "top 20 %": 4e-4 },
  XL: { "all tokens": 1e-4, "top 20 %": 2e-4 },
};

/**
 * The learning rate of an arm in every question that sets none: the best by validation accuracy of the sweep at the
 * base model of this size, with a seed that no other question uses.
 * @param base name of the base model, its size first: "M", "M-llama"
 * @throws Error naming what was swept if this arm or size was not
 */
export function studyRate(arm: Pick<RlvrConfig, "arm" | "rho">, base: string): number {
  const [size] = base.split("-");
  const swept = BEST_RATES[size];
  if (!swept)
    throw new Error(
      `no rate was swept for the base model "${base}"; swept: ${Object.keys(BEST_RATES).join(", ")}`,
    );
  const rate = swept[armLabel(arm)];
  if (rate !== undefined) return rate;
  throw new Error(
    `no rate was swept for "${armLabel(arm)}" at ${size}; swept: ${Object.keys(swept).join(", ")}`,
  );
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
  /** On validation, at temperature 1. */
  accuracy: number;
}

/**
 * A recorded sweep at a base model: every arm and rate with its `lateValidationAccuracy`, mean over seeds.
 * @param options.question the question that swept
 */
export function sweptRates(
  runs: readonly RecordedRun[],
  { base = "M", question = "rate" }: { base?: string; question?: string } = {},
): SweptRate[] {
  return studyArms(runs, { questions: [question], base }).map(({ label, config, runs: ofArm }) => ({
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
