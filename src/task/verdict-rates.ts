import { mean } from "../statistics/index.js";
import type { Task, Verdict } from "./task.js";

/**
 * Shares of the verdicts: `validRate`, and that of every outcome which the task logs.
 *
 *     outcomeRates(verdicts, countdownTask()) // { validRate: 0.9, outOfBudgetRate: 0.1, brokenRate: 0 }
 */
export function outcomeRates(
  verdicts: readonly Verdict[],
  { loggedOutcomes = [] }: Pick<Task, "loggedOutcomes">,
): { validRate: number } & Record<string, number> {
  const rate = (of: (verdict: Verdict) => boolean): number =>
    mean(verdicts.map((verdict) => Number(of(verdict))));
  return {
    validRate: rate(({ valid }) => valid),
    ...Object.fromEntries(
      loggedOutcomes.map((logged) => [`${camelCase(logged)}Rate`, rate(({ outcome }) => outcome === logged)]),
    ),
  };
}

/**
 * Means over the verdicts of the extras that the task logs, by the names under which it does.
 * @example extraMeans(verdicts, task, "steps")
 */
export function extraMeans(
  verdicts: readonly Verdict[],
  { loggedExtras }: Pick<Task, "loggedExtras">,
  where: "steps" | "evaluations",
): Record<string, number> {
  const named = loggedExtras?.[where] ?? allExtras(verdicts);
  return Object.fromEntries(
    Object.entries(named).map(([extra, name]) => [
      name,
      mean(verdicts.map(({ extras }) => extras?.[extra] ?? Number.NaN)),
    ]),
  );
}

function allExtras(verdicts: readonly Verdict[]): Record<string, string> {
  const extras = Object.keys(verdicts[0]?.extras ?? {});
  return Object.fromEntries(extras.map((extra) => [extra, camelCase(`mean-${extra}`)]));
}

/**
 * "out-of-budget" -> "outOfBudget"
 * @example camelCase("out-of-budget") // "outOfBudget"
 */
export function camelCase(words: string): string {
  return words.replace(/[-_ ]+(.)/g, (_, letter: string) => letter.toUpperCase());
}
