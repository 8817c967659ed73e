import path from "node:path";
import cliProgress from "cli-progress";
import { selectBackend } from "../kernels/index.js";
import { IMPORTED_FOLDER, type ImportedRun, importRun, writeImportedRun } from "../scale-out/index.js";
import { BAR_OPTIONS } from "./bar-options.js";
import { command, file, folder, run, several } from "./command.js";

const program = command(
  "import-runs",
  "Read what TRL or verl wrote into launch folders, by their launch.json, into data/imported. Models with our vocabulary are judged by our own evaluator.",
)
  .argument("<folders...>", "launch folders", several(folder))
  .option("--out <folder>", "folder of the imported runs", folder, path.relative("", IMPORTED_FOLDER))
  .option("--name <name>", "name of the run (default: the engine and the folder's name)")
  .option("--csv <file>", "read an export of Weights & Biases instead of the engine's own log", file)
  .option("--no-judge", "do not evaluate the models")
  .option("--json", "print the imported runs as JSON, without their steps")
  .action(async (folders: string[], { out, json, ...options }: ImportFlags) => {
    if (folders.length > 1 && (options.name !== undefined || options.csv !== undefined))
      throw new Error(`--name and --csv are of one folder; received ${folders.length} folders`);
    if (options.judge) console.error((await selectBackend()).line);
    const bar = new cliProgress.SingleBar({
      ...BAR_OPTIONS,
      format: "{bar} {value}/{total} evaluations  {eta_formatted} left",
      clearOnComplete: true,
    });
    const runs: ImportedRun[] = [];
    for (const folder of folders) {
      try {
        const imported = importRun(folder, {
          ...options,
          onRepair: (change) => console.error(change),
          onEvaluation: (done, count) => (bar.isActive ? bar.update(done) : bar.start(count, done)),
        });
        writeImportedRun(imported, out);
        bar.stop();
        runs.push(imported);
        if (!json) console.log(report(imported));
      } finally {
        bar.stop();
      }
    }
    const counted = runs.map(({ steps, ...imported }) => ({ ...imported, steps: steps.length }));
    if (json) console.log(JSON.stringify(counted, null, 2));
  });

interface ImportFlags {
  out: string;
  name?: string;
  csv?: string;
  judge: boolean;
  json?: boolean;
}

function report({ name, steps, evaluations, leftOut, unknownColumns, notes }: ImportedRun): string {
  const last = evaluations.filter(({ step }) => step === steps.length);
  return [
    `${name}: ${steps.length} rollout batches, ${evaluations.length} evaluations`,
    ...last.map(({ split, accuracy }) => `  ${split} after the last: ${(100 * accuracy).toFixed(1)} % right`),
    `  left out, for they do not compare: ${Object.keys(leftOut).join(", ") || "none"}`,
    ...(unknownColumns.length > 0 ? [`  unknown columns: ${unknownColumns.join(", ")}`] : []),
    ...notes.map((note) => `  ${note}`),
  ].join("\n");
}

void run(program);
