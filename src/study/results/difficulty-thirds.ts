import { mean } from "../../statistics/index.js";
import type { Split } from "../../task/index.js";
import type { RunGroup } from "./run-groups.js";
import { differenceBySeed, problemAccuracies } from "./summary.js";

export const DIFFICULTIES = ["hardest", "middle", "easiest"] as const;

/** Indices of a split's problems, the hardest first. */
export type DifficultyThirds = Readonly<Record<(typeof DIFFICULTIES)[number], readonly number[]>>;

/**
 * A split's problems in thirds by the mean accuracy of a group's runs, which should take no part in what is compared. Of
 * equal accuracies that of the smaller index counts as harder.
 * @throws Error naming the run without scores for each problem
 * @example difficultyThirds(groupNamed(runGroups(readRecordedRuns()), "random 20 %"), "test").hardest
 */
export function difficultyThirds({ runs }: RunGroup, split: Split): DifficultyThirds {
  const byRun = runs.map((run) => problemAccuracies(run, split));
  const accuracies = byRun[0].map((_, problem) => mean(byRun.map((ofRun) => ofRun[problem])));
  const order = [...accuracies.keys()].sort((a, b) => accuracies[a] - accuracies[b] || a - b);
  const [first, second] = [1, 2].map((part) => Math.floor((order.length * part) / DIFFICULTIES.length));
  return {
    hardest: order.slice(0, first),
    middle: order.slice(first, second),
    easiest: order.slice(second),
  };
}

/**
 * An arm's accuracy at temperature 1 on some of a split's problems less that of another, in points, seed by seed.
 * @throws Error naming the run without scores for each problem, or the seeds of both arms if they share none
 * @example gapOnProblems(top, all, "test", difficultyThirds(random, "test").hardest)
 */
export function gapOnProblems(
  arm: RunGroup,
  reference: RunGroup,
  split: Split,
  problems: readonly number[],
): number[] {
  return differenceBySeed(arm, reference, (run) => {
    const accuracies = problemAccuracies(run, split);
    return 100 * mean(problems.map((problem) => accuracies[problem]));
  }).differences;
}
