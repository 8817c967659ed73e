import { grouped } from "../statistics/index.js";
import type { PlannedRun, RunTime } from "../study/index.js";
import { wrapRow } from "../text/index.js";

const HOW = {
  recorded: "median of its recorded runs",
  estimated: "estimated from recorded runs of the same base model",
  unknown: "no run of this base model is recorded",
};

/**
 * The planned runs, each with how long it takes, then a table of the experiments: runs, time of one, of all together.
 * @example console.log(runTimesText(plannedRuns("full"), runTimes(plannedRuns("full"), readRecordedRuns())))
 */
export function runTimesText(runs: readonly PlannedRun[], times: readonly RunTime[]): string {
  const names = aligned(runs.map(({ name }, i) => [name, duration(times[i].seconds)]));
  const experiments = grouped(times, (time) => JSON.stringify(time));
  const rows = [...experiments.values()].map((same) => {
    const [{ experiment, base, seconds, from }] = same;
    const together = seconds === null ? null : seconds * same.length;
    return [experiment, base, String(same.length), duration(seconds), duration(together), HOW[from]];
  });
  const known = times.filter(({ seconds }) => seconds !== null);
  const all = known.reduce((sum, { seconds }) => sum + seconds!, 0);
  const unknown = times.length - known.length;
  return [
    ...names,
    "",
    ...aligned([["experiment", "base", "runs", "one run", "all", "on one core"], ...rows]),
    "",
    `${known.length} ${known.length === 1 ? "run" : "runs"}: ${duration(all)} on one core${unknown > 0 ? `; of unknown length: ${unknown}` : ""}`,
  ].join("\n");
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows.flatMap((row) => wrapRow(row, widths));
}

/** "40 s", "3 min", "2.5 h"; a question mark where it is not known. */
function duration(seconds: number | null): string {
  if (seconds === null) return "?";
  if (seconds < 100) return `${Math.round(seconds)} s`;
  const minutes = seconds / 60;
  return minutes < 100 ? `${Math.round(minutes)} min` : `${(minutes / 60).toFixed(1)} h`;
}
