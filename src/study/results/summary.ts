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
import { evaluationOf, type RecordedRun } from "./recorded-runs.js";
import type { StudyArm } from "./run-groups.js";

/** A number of a run, for instance its accuracy on the test split. */
export type RunMeasure = (run: RecordedRun) => number;

/** The interquartile mean over an arm's seeds with its 95 % bootstrap interval, seeds resampled. */
export function overSeeds({ runs }: StudyArm, measure: RunMeasure): Interval {
  return bootstrapInterval(runs.map(measure), interquartileMean, { rng: seededRng(1) });
}

/** An arm against another, run by run of the same seed. */
export interface DifferenceBySeed {
  /** The seeds that both arms have. */
  seeds: number[];
  /** Arm minus reference, one for each seed. */
  differences: number[];
  /** Interquartile mean of the differences and its 95 % bootstrap interval: too short for a handful of seeds. */
  bootstrap: Interval;
  /** Mean and Student's 95 % interval, by which claims are judged; infinite with one seed. */
  student: Interval;
}

/**
 * The difference of two arms in a measure, paired by seed.
 * @throws Error naming the seeds of both if they share none
 */
export function differenceBySeed(arm: StudyArm, reference: StudyArm, measure: RunMeasure): DifferenceBySeed {
  const pairs = pairedRuns(arm, reference);
  const differences = pairs.map(([run, partner]) => measure(run) - measure(partner));
  return {
    seeds: pairs.map(([{ config }]) => config.seed),
    differences,
    bootstrap: bootstrapInterval(differences, interquartileMean, { rng: seededRng(1) }),
    student: studentInterval(differences),
  };
}

/**
 * The difference of two arms in accuracy at temperature 1 on a split: interquartile mean over seeds with its 95 %
 * bootstrap interval, in which seeds and problems are both drawn again, arms paired by seed and problem.
 * @throws Error naming the run without scores for each problem, or the seeds of both arms if they share none
 */
export function differenceOverProblems(arm: StudyArm, reference: StudyArm, split: Split): Interval {
  const pairs = pairedRuns(arm, reference);
  return crossedBootstrapInterval(
    pairs.map(([run]) => problemAccuracies(run, split)),
    interquartileMean,
    { rng: seededRng(1), paired: pairs.map(([, partner]) => problemAccuracies(partner, split)) },
  );
}

function problemAccuracies(run: RecordedRun, split: Split): number[] {
  const { rightCounts, samples } = evaluationOf(run, split);
  if (rightCounts === undefined) throw new Error(`${run.name} has no scores for each problem of ${split}`);
  return rightCounts.map((right) => right / samples);
}

function pairedRuns(arm: StudyArm, reference: StudyArm): [RecordedRun, RecordedRun][] {
  const pairs = arm.runs.flatMap((run): [RecordedRun, RecordedRun][] => {
    const partner = reference.runs.find(({ config }) => config.seed === run.config.seed);
    return partner ? [[run, partner]] : [];
  });
  if (pairs.length > 0) return pairs;
  const seeds = ({ label, runs }: StudyArm): string =>
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

/** A measure of the evaluations on a split, at the steps that all seeds have. */
export function evaluationCurve(
  { runs }: StudyArm,
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
 */
export function rolloutCurve(
  { runs }: StudyArm,
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
