import cliProgress from "cli-progress";
import { Option } from "commander";
import { runStudy, STUDY_PRESETS, studyCells } from "../study/index.js";
import { BAR_OPTIONS } from "./bar-options.js";
import { command, integerIn, run } from "./command.js";
import { stopSignal } from "./stop-signal.js";

const program = command(
  "ablate",
  "Run the 80/20 study, one process a core. Stop it at any time: it goes on where it stood.",
)
  .addOption(new Option("--preset <preset>", "how much of it").choices([...STUDY_PRESETS]).default("quick"))
  .option("--out <folder>", "folder of the run folders", "data/runs")
  .option("--only <text>", "only the runs whose name contains this text", "")
  .option("--workers <count>", "processes at once (default: one a core)", integerIn(1, 1024))
  .option("--list", "print the names of the runs and do nothing")
  .option("--json", "with --list: print names and configurations as JSON")
  .action(async ({ preset, out, only, workers, list, json }) => {
    const cells = studyCells(preset).filter(({ name }) => name.includes(only));
    if (cells.length === 0)
      throw new Error(`no run of preset "${preset}" has "${only}" in its name; see --list`);
    if (list && json) {
      console.log(JSON.stringify(cells, null, 2));
      return;
    }
    if (list) {
      for (const { name } of cells) console.log(name);
      return;
    }
    const steps = cells.reduce((sum, { config }) => sum + config.steps, 0);
    const bar = new cliProgress.SingleBar({
      ...BAR_OPTIONS,
      format: "{bar} {value}/{total} steps  {eta_formatted} left  {state}",
      noTTYOutput: true,
      notTTYSchedule: 30_000,
      etaBuffer: 200,
    });
    bar.start(steps, 0, { state: "" });
    try {
      await runStudy(cells, {
        out,
        workers,
        signal: stopSignal(),
        onMetrics: (cell, line) => {
          if (line.split === undefined) bar.increment({ state: cell.name });
        },
        onFinished: (cell) => process.stderr.write(`\n${cell.name} done\n`),
      });
    } finally {
      bar.stop();
    }
  });

void run(program);
