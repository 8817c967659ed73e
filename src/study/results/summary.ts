import { seededRng } from "../../random/index.js";
import {
  bootstrapInterval,
  crossedBootstrapInterval,
  type Interval,
  interquartileMean,
  mean,
  studentInterval,
} from "../../statistics/index.js";
import type { Split } from "../../task/index.js";
import type { RecordedEvaluation } from "../../training/index.js";
import { evaluationOf, type RecordedRun } from "./recorded-runs.js";
import type { RunGroup } from "./run-groups.js";

/** A number of a run, for instance its accuracy on the test split. */
export type RunMeasure = (run: RecordedRun) => number;

/** The keys of an evaluation that hold a number, where it has them. */
export type EvaluationKey = {
  [Key in keyof RecordedEvaluation]-?: NonNullable<RecordedEvaluation[Key]> extends number ? Key : never;
}[keyof RecordedEvaluation];

/**
 * A measure of a run's evaluation after its last step.
 * @param options scale: what it is multiplied by, 100 for points
 * @returns a measure that throws, naming the run, where the evaluation has no such number
 * @example differenceBySeed(top, all, finalValue("test", "accuracy", { scale: 100 })).student
 */
export function finalValue(
  split: Split,
  key: EvaluationKey,
  { scale = 1 }: { scale?: number } = {},
): RunMeasure {
  return (run) => scale * numberOf(run, evaluationOf(run, split), key);
}

/**
 * What a measure on the evaluation split is after training less what it was before.
 * @example overSeeds(top, changeOverTraining("meanEntropy")).estimate
 */
export function changeOverTraining(key: EvaluationKey): RunMeasure {
  return (run) => {
    const { evaluationSplit, steps } = run.config;
    const [before, after] = [0, steps].map((step) =>
      numberOf(run, evaluationOf(run, evaluationSplit, { step }), key),
    );
    return after - before;
  };
}

/**
 * The share of a run's steps whose gradient was longer than `maxGradNorm` before it was clipped, by the mean norm of the
 * step's mini-batches.
 * @example mean(top.runs.map(clippedSteps))
 */
export const clippedSteps: RunMeasure = ({ config, steps }) =>
  mean(steps.map(({ gradNorm }) => Number(gradNorm > config.maxGradNorm)));

function numberOf({ name }: RecordedRun, evaluation: RecordedEvaluation, key: EvaluationKey): number {
  const value = evaluation[key];
  if (typeof value === "number") return value;
  throw new Error(
    `${name}, ${evaluation.split} at step ${evaluation.step}: wanted a number as ${key}, received ${value}`,
  );
}

/**
 * The interquartile mean over an arm's seeds with its 95 % bootstrap interval, seeds resampled.
 * @example overSeeds(top, finalValue("test", "accuracy")).estimate
 */
export function overSeeds({ runs }: RunGroup, measure: RunMeasure): Interval {
  return bootstrapInterval(runs.map(measure), interquartileMean, { rng: seededRng(1) });
}

/** An arm against another, run by run of the same seed. */
export interface DifferenceBySeed {
  /** The seeds that both arms have. */
  seeds: number[];
  /** Arm minus reference, one for each seed. */
  differences: number[];
  /** Mean and Student's 95 % interval; infinite with one seed. */
  student: Interval;
}

/**
 * The difference of two arms in a measure, paired by seed.
 * @throws Error naming the seeds of both if they share none
 * @example differenceBySeed(top, all, finalValue("test", "accuracy")).student
 */
export function differenceBySeed(arm: RunGroup, reference: RunGroup, measure: RunMeasure): DifferenceBySeed {
  const pairs = pairedRuns(arm, reference);
  const differences = pairs.map(([run, partner]) => measure(run) - measure(partner));
  return {
    seeds: pairs.map(([{ config }]) => config.seed),
    differences,
    student: studentInterval(differences),
  };
}

/**
 * By how much the gap of two arms differs between conditions, seed by seed: condition less reference.
 * @throws Error where the two share no seed
 * @example changeOfGap({ all: largeAll, top: largeTop }, { all, top }, finalValue("test", "accuracy")).student
 */
export function changeOfGap(
  condition: { all: RunGroup; top: RunGroup },
  reference: { all: RunGroup; top: RunGroup },
  measure: RunMeasure,
): DifferenceBySeed {
  const [here, there] = [condition, reference].map(({ top, all }) => differenceBySeed(top, all, measure));
  const seeds = here.seeds.filter((seed) => there.seeds.includes(seed));
  if (seeds.length === 0)
    throw new Error(`no seed in common: ${here.seeds.join(", ")} and ${there.seeds.join(", ")}`);
  const gap = ({ seeds: known, differences }: DifferenceBySeed, seed: number): number =>
    differences[known.indexOf(seed)];
  const differences = seeds.map((seed) => gap(here, seed) - gap(there, seed));
  return { seeds, differences, student: studentInterval(differences) };
}

/**
 * The difference of two arms in accuracy at temperature 1 on a split: interquartile mean over seeds with its 95 %
 * bootstrap interval, in which seeds and problems are both drawn again, arms paired by seed and problem.
 * @throws Error naming the run without scores for each problem, or the seeds of both arms if they share none
 * @example differenceOverProblems(top, all, "ood").estimate
 */
export function differenceOverProblems(arm: RunGroup, reference: RunGroup, split: Split): Interval {
  const pairs = pairedRuns(arm, reference);
  return crossedBootstrapInterval(
    pairs.map(([run]) => problemAccuracies(run, split)),
    interquartileMean,
    { rng: seededRng(1), paired: pairs.map(([, partner]) => problemAccuracies(partner, split)) },
  );
}

/**
 * A run's accuracy at temperature 1 on each problem of a split, after its last step.
 * @throws Error naming the run if it has no scores for each problem
 * @example problemAccuracies(run, "test")[0]
 */
export function problemAccuracies(run: RecordedRun, split: Split): number[] {
  const { rightCounts, samples } = evaluationOf(run, split);
  if (rightCounts === undefined) throw new Error(`${run.name} has no scores for each problem of ${split}`);
  return rightCounts.map((right) => right / samples);
}

function pairedRuns(arm: RunGroup, reference: RunGroup): [RecordedRun, RecordedRun][] {
  const pairs = arm.runs.flatMap((run): [RecordedRun, RecordedRun][] => {
    const partner = reference.runs.find(({ config }) => config.seed === run.config.seed);
    return partner ? [[run, partner]] : [];
  });
  if (pairs.length > 0) return pairs;
  const seeds = ({ label, runs }: RunGroup): string =>
    `"${label}" has ${runs.map(({ config }) => config.seed).join(", ") || "none"}`;
  throw new Error(`no seed in common: ${seeds(arm)}, ${seeds(reference)}`);
}

/** A measure through training: mean over seeds with its 95 % bootstrap interval; with one seed the band has no width. */
export interface SeedCurve {
  steps: number[];
  values: number[];
  low: number[];
  high: number[];
}

/**
 * A measure of the evaluations on a split, at the steps that all seeds have.
 * @example evaluationCurve(top, ({ accuracy }) => accuracy, { split: "validation" })
 */
export function evaluationCurve(
  { runs }: RunGroup,
  measure: (evaluation: RecordedRun["evaluations"][number]) => number,
  { split = "validation" }: { split?: string } = {},
): SeedCurve {
  return bandOver(
    runs.map(({ evaluations }) => {
      const lines = evaluations.filter((line) => line.split === split);
      return { steps: lines.map(({ step }) => step), values: lines.map(measure) };
    }),
  );
}

/**
 * A measure of the rollout batches, one point a step.
 * @param window each point is the mean of this many steps up to its own
 * @example rolloutCurve(top, ({ meanEntropy }) => meanEntropy, { window: 10 })
 */
export function rolloutCurve(
  { runs }: RunGroup,
  measure: (step: RecordedRun["steps"][number]) => number,
  { window = 10 }: { window?: number } = {},
): SeedCurve {
  return bandOver(
    runs.map(({ steps }) => ({
      steps: steps.map(({ step }) => step),
      values: trailingMean(steps.map(measure), window),
    })),
  );
}

function bandOver(curves: readonly { steps: number[]; values: number[] }[]): SeedCurve {
  const steps = curves[0].steps.filter((step) => curves.every((curve) => curve.steps.includes(step)));
  const intervals = steps.map((step) =>
    bootstrapInterval(
      curves.map((curve) => curve.values[curve.steps.indexOf(step)]),
      mean,
      { rng: seededRng(1), resamples: 400 },
    ),
  );
  return {
    steps,
    values: intervals.map(({ estimate }) => estimate),
    low: intervals.map(({ low }) => low),
    high: intervals.map(({ high }) => high),
  };
}

function trailingMean(values: readonly number[], window: number): number[] {
  return values.map((_, i) => mean(values.slice(Math.max(0, i + 1 - window), i + 1)));
}
