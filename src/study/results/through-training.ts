import { mean, studentInterval } from "../../statistics/index.js";
import type { Split } from "../../task/index.js";
import type { RecordedRun } from "./recorded-runs.js";
import type { RunGroup } from "./run-groups.js";
import { differenceBySeed, type RunMeasure, type SeedCurve } from "./summary.js";

/** Steps and accuracies at temperature 1 of a run's evaluations on a split, by ascending step. */
function accuracies({ evaluations }: RecordedRun, split: Split): { step: number; accuracy: number }[] {
  return evaluations.filter((line) => line.split === split).sort((a, b) => a.step - b.step);
}

function atLeastTwo(run: RecordedRun, split: Split, from = 0): { step: number; accuracy: number }[] {
  const points = accuracies(run, split).filter(({ step }) => step >= from);
  if (points.length >= 2) return points;
  throw new Error(
    `${run.name} has ${points.length} evaluations on ${split} from step ${from} on; wanted two at least, which an experiment's heldOutEvery asks for`,
  );
}

/**
 * Mean accuracy through training: the area under a run's accuracy on a split over steps, by trapezoids, divided by the
 * steps between the first and the last evaluation. It tells a faster arm from a better one beside the final accuracy.
 * @param options scale: what it is multiplied by, 100 for points
 * @returns a measure that throws, naming the run, where a split was evaluated fewer than twice
 * @example differenceBySeed(top, all, meanThroughTraining("ood", { scale: 100 })).student
 */
export function meanThroughTraining(split: Split, { scale = 1 }: { scale?: number } = {}): RunMeasure {
  return (run) => {
    const points = atLeastTwo(run, split);
    const area = points
      .slice(1)
      .reduce(
        (sum, { step, accuracy }, i) => sum + ((step - points[i].step) * (accuracy + points[i].accuracy)) / 2,
        0,
      );
    return (scale * area) / (points.at(-1)!.step - points[0].step);
  };
}

/**
 * Mean accuracy over a run's evaluations on a split, each counted once: P6's outcome, which a faster arm leads in.
 * @param options scale: what it is multiplied by, 100 for points; from and to: the first and the last step that count, by
 * default all but the evaluation before the first step
 * @returns a measure that throws, naming the run, where a split was not evaluated at these steps
 * @example meanOfEvaluations("test", { from: 50, to: 400, scale: 100 })(run)
 */
export function meanOfEvaluations(
  split: Split,
  { from = 1, to = Number.POSITIVE_INFINITY, scale = 1 }: { from?: number; to?: number; scale?: number } = {},
): RunMeasure {
  return (run) => {
    const counted = accuracies(run, split).filter(({ step }) => step >= from && step <= to);
    if (counted.length === 0)
      throw new Error(
        `${run.name} has no evaluation on ${split} at the steps ${from} to ${Math.min(to, run.config.steps)}; wanted one at least`,
      );
    return scale * mean(counted.map(({ accuracy }) => accuracy));
  };
}

/**
 * The largest fall of a run's accuracy on a split from the highest value before it: 0 where it never falls, larger where
 * training is less steady.
 * @param options scale: what it is multiplied by, 100 for points; from: the first step that counts, by default 0
 * @returns a measure that throws, naming the run, where a split was evaluated fewer than twice from then on
 * @example differenceBySeed(top, all, largestFall("validation", { from: 800, scale: 100 })).student
 */
export function largestFall(
  split: Split,
  { from = 0, scale = 1 }: { from?: number; scale?: number } = {},
): RunMeasure {
  return (run) => {
    let highest = Number.NEGATIVE_INFINITY;
    let fall = 0;
    for (const { accuracy } of atLeastTwo(run, split, from)) {
      highest = Math.max(highest, accuracy);
      fall = Math.max(fall, highest - accuracy);
    }
    return scale * fall;
  };
}

/**
 * The gap of two arms in accuracy on a split through training, in points, runs paired by seed: mean and Student's 95 %
 * interval at each step that all runs of both were evaluated at. With one seed the band has no width.
 * @throws Error naming the seeds of both if they share none
 * @example gapThroughTraining(top, all, "validation")
 */
export function gapThroughTraining(arm: RunGroup, reference: RunGroup, split: Split): SeedCurve {
  const known = [...arm.runs, ...reference.runs].map((run) => accuracies(run, split).map(({ step }) => step));
  const steps = known[0].filter((step) => known.every((ofRun) => ofRun.includes(step)));
  const intervals = steps.map((step) => {
    const accuracyAt: RunMeasure = (run) =>
      100 * accuracies(run, split).find((line) => line.step === step)!.accuracy;
    const { differences } = differenceBySeed(arm, reference, accuracyAt);
    const estimate = mean(differences);
    return differences.length > 1
      ? studentInterval(differences)
      : { estimate, low: estimate, high: estimate };
  });
  return {
    steps,
    values: intervals.map(({ estimate }) => estimate),
    low: intervals.map(({ low }) => low),
    high: intervals.map(({ high }) => high),
  };
}
