import type { MetricsLine } from "../../training/index.js";
import type { RecordedRun } from "./recorded-runs.js";

/** A recorded run that was done again. */
export interface RepeatedRun {
  name: string;
  /** Steps and evaluations that were compared. */
  lines: number;
  /** Where they differ; none where every recorded number came out again, bit for bit. */
  differences: string[];
}

/** Lines differ in these from machine to machine. */
const TIMES = ["rolloutSeconds", "updateSeconds"];

/**
 * Holds runs to the recorded ones of the same names: every number that was recorded, but for times. What a later version
 * records beside them is not looked at; a run that is not recorded is left out.
 * @example repeatedRuns(readRecordedRuns("runs/again"), readRecordedRuns()).filter(({ differences }) => differences.length > 0)
 */
export function repeatedRuns(again: readonly RecordedRun[], recorded: readonly RecordedRun[]): RepeatedRun[] {
  const byName = new Map(recorded.map((run) => [run.name, run]));
  return again.flatMap((run) => {
    const first = byName.get(run.name);
    if (!first) return [];
    const differences = [
      ...lineDifferences("steps", run.steps, first.steps),
      ...lineDifferences("evaluations", run.evaluations, first.evaluations),
    ];
    return [{ name: run.name, lines: first.steps.length + first.evaluations.length, differences }];
  });
}

function lineDifferences(
  what: string,
  again: readonly MetricsLine[],
  first: readonly MetricsLine[],
): string[] {
  if (again.length !== first.length) return [`${again.length} ${what}, recorded ${first.length}`];
  return first.flatMap((line, i) => {
    const now = new Map(Object.entries(again[i]));
    return Object.entries(line)
      .filter(
        ([key, value]) => !TIMES.includes(key) && JSON.stringify(now.get(key)) !== JSON.stringify(value),
      )
      .map(
        ([key, value]) =>
          `${place(line)}, ${key}: ${JSON.stringify(now.get(key))}, recorded ${JSON.stringify(value)}`,
      );
  });
}

const place = ({ step, split }: MetricsLine): string =>
  split === undefined ? `step ${step}` : `${split} after ${step} steps`;
