import cliProgress from "cli-progress";
import { Option } from "commander";
import { makeFolder } from "../files/index.js";
import {
  chosenRuns,
  packRuns,
  plannedRuns,
  type RunChoice,
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

/** Flags of what is to be run, which say nothing of runs that are there. */
const OF_A_STUDY = ["preset", "workers", "list"];

const program = command(
  "ablate",
  "Run the 80/20 study, one process a core. Stop it at any time: it goes on where it stood.",
)
  .addOption(new Option("--preset <preset>", "how much of it").choices([...STUDY_PRESETS]).default("quick"))
  .option("--out <folder>", "folder of the run folders", folder, "data/runs")
  .option("--only <text>", "only the runs whose name contains this text", "")
  .option("--run <name>", "only the run of exactly this name; may be repeated", list, [])
  .option("--workers <count>", "processes at once (default: one a core)", integerIn(1, 1024))
  .addOption(
    new Option("--list", "print the runs and how long each takes, and do nothing").conflicts([
      "workers",
      "pack",
      "unpack",
      "compare",
    ]),
  )
  .option("--json", "print what is listed, packed or run as JSON")
  .addOption(
    new Option(
      "--pack",
      "run nothing: pack the finished run folders of --out into one file an experiment",
    ).conflicts(["unpack", "compare", ...OF_A_STUDY]),
  )
  .addOption(
    new Option(
      "--unpack <folder>",
      "run nothing: write the packed runs of --out as run folders into this folder",
    )
      .argParser(folder)
      .conflicts(["compare", ...OF_A_STUDY]),
  )
  .addOption(
    new Option("--compare <folder>", "run nothing: say where runs in this folder differ from those of --out")
      .argParser(folder)
      .conflicts(OF_A_STUDY),
  )
  .action(async ({ preset, out, only, run: runNames, json, ...flags }) => {
    const choice = { only, names: runNames };
    if (flags.compare !== undefined) return printComparison(flags.compare, out, { choice, json });
    if (flags.pack) {
      const packed = packRuns(out, choice);
      return printResult(packed, `${packed.length} runs packed in ${out}`, json);
    }
    if (flags.unpack !== undefined) {
      const unpacked = unpackRuns(out, flags.unpack, choice);
      return printResult(unpacked, `${unpacked.length} runs written to ${flags.unpack}`, json);
    }
    const runs = chosenRuns(plannedRuns(preset), choice, `run of preset "${preset}"`);
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
    makeFolder(out);
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

/** @throws Error where no run that is meant is in both folders, and where one differs */
function printComparison(
  again: string,
  out: string,
  { choice, json }: { choice: RunChoice; json?: boolean },
): void {
  const compared = chosenRuns(
    repeatedRuns(readRecordedRuns(again), readRecordedRuns(out)),
    choice,
    `finished run that is both in ${again} and in ${out}`,
  );
  const lines = compared.map(({ name, lines, differences }) =>
    differences.length === 0
      ? `${name}: ${lines} lines, bit for bit the same`
      : `${name}: ${differences.length} numbers differ, the first at ${differences[0]}`,
  );
  printResult(compared, lines.join("\n"), json);
  const changed = compared.filter(({ differences }) => differences.length > 0).length;
  if (changed > 0) throw new Error(`${changed} of ${compared.length} runs differ`);
}

void run(program);
