import cliProgress from "cli-progress";
import { Option } from "commander";
import {
  type PlannedRun,
  packRuns,
  plannedRuns,
  readRecordedRuns,
  repeatedRuns,
  runStudy,
  runTimes,
  STUDY_PRESETS,
  unpackRuns,
} from "../study/index.js";
import { BAR_OPTIONS } from "./bar-options.js";
import { command, folder, integerIn, list, printResult, run } from "./command.js";
import { runTimesText } from "./run-times-text.js";
import { stopSignal } from "./stop-signal.js";

const program = command(
  "ablate",
  "Run the 80/20 study, one process a core. Stop it at any time: it goes on where it stood.",
)
  .addOption(new Option("--preset <preset>", "how much of it").choices([...STUDY_PRESETS]).default("quick"))
  .option("--out <folder>", "folder of the run folders", folder, "data/runs")
  .option("--only <text>", "only the runs whose name contains this text", "")
  .option("--run <name>", "only the run of exactly this name; may be repeated", list, [])
  .option("--workers <count>", "processes at once (default: one a core)", integerIn(1, 1024))
  .option("--list", "print the runs and how long each takes, and do nothing")
  .option("--json", "print what is listed, packed or run as JSON")
  .option("--pack", "run nothing: pack the finished run folders of --out into one file an experiment")
  .option(
    "--unpack <folder>",
    "run nothing: write the packed runs of --out as run folders into this folder",
    folder,
  )
  .option(
    "--compare <folder>",
    "run nothing: say where runs in this folder differ from those of --out",
    folder,
  )
  .action(async ({ preset, out, only, json, ...flags }) => {
    if (flags.compare !== undefined) return printComparison({ again: flags.compare, out, only, json });
    if (flags.pack || flags.unpack !== undefined) {
      const done = flags.pack ? packRuns(out, { only }) : unpackRuns(out, flags.unpack, { only });
      printResult(
        done,
        `${done.length} runs ${flags.pack ? `packed in ${out}` : `written to ${flags.unpack}`}`,
        json,
      );
      return;
    }
    const runs = chosenRuns(plannedRuns(preset), { preset, only, names: flags.run });
    const names = runs.map(({ name }) => name);
    if (flags.list) {
      const times = runTimes(runs, readRecordedRuns(undefined, { onDamaged: console.error }));
      const listed = runs.map((planned, i) => ({
        ...planned,
        seconds: times[i].seconds,
        secondsFrom: times[i].from,
      }));
      printResult(listed, runTimesText(runs, times), json);
      return;
    }
    const steps = runs.reduce((sum, { config }) => sum + config.steps, 0);
    const bar = new cliProgress.SingleBar({
      ...BAR_OPTIONS,
      format: "{bar} {value}/{total} steps  {eta_formatted} left  {state}",
      noTTYOutput: true,
      notTTYSchedule: 30_000,
      etaBuffer: 200,
    });
    bar.start(steps, 0, { state: "" });
    try {
      await runStudy(runs, {
        out,
        workers: flags.workers,
        signal: stopSignal(),
        onMetrics: ({ name }, line) => {
          if (line.split === undefined) bar.increment({ state: name });
        },
        onFinished: ({ name }) => process.stderr.write(`\n${name} done\n`),
        onFailed: ({ name }, reason) => process.stderr.write(`\n${name} failed: ${reason}\n`),
      });
    } finally {
      bar.stop();
    }
    printResult({ out, runs: names }, `${names.length} runs in ${out}`, json);
  });

/** @throws Error where no run of a folder is in the other, and where one differs */
function printComparison({
  again,
  out,
  only,
  json,
}: {
  again: string;
  out: string;
  only: string;
  json?: boolean;
}): void {
  const compared = repeatedRuns(readRecordedRuns(again), readRecordedRuns(out)).filter(({ name }) =>
    name.includes(only),
  );
  if (compared.length === 0) throw new Error(`no finished run in ${again} has the name of one in ${out}`);
  const lines = compared.map(({ name, lines, differences }) =>
    differences.length === 0
      ? `${name}: ${lines} lines, bit for bit the same`
      : `${name}: ${differences.length} numbers differ, the first at ${differences[0]}`,
  );
  printResult(compared, lines.join("\n"), json);
  const changed = compared.filter(({ differences }) => differences.length > 0).length;
  if (changed > 0) throw new Error(`${changed} of ${compared.length} runs differ`);
}

/** @throws Error naming the preset and what was asked for where no run has that name */
function chosenRuns(
  runs: readonly PlannedRun[],
  { preset, only, names }: { preset: string; only: string; names: readonly string[] },
): PlannedRun[] {
  const unknown = names.find((name) => runs.every((planned) => planned.name !== name));
  if (unknown !== undefined)
    throw new Error(`no run of preset "${preset}" is named "${unknown}"; see --list`);
  const chosen = runs.filter(
    ({ name }) => name.includes(only) && (names.length === 0 || names.includes(name)),
  );
  if (chosen.length === 0)
    throw new Error(`no run of preset "${preset}" has "${only}" in its name; see --list`);
  return chosen;
}

void run(program);
