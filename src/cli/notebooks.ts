import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Argument, Option } from "commander";
import {
  compareRuns,
  findNotebooks,
  type PairedFiles,
  PRESETS,
  type Preset,
  pullNotebook,
  readNotebook,
  writeGallery,
} from "../notebook/index.js";
import { command, printResult, run } from "./command.js";
import { cellLimitOption, type ExecutionOptions, executeNotebooks } from "./execute-notebooks.js";

interface Flags {
  preset: Preset;
  cellLimit?: number;
  pull?: boolean;
  compare?: boolean;
  json?: boolean;
}

const program = command(
  "notebooks",
  "Write each notebook from its plain text, execute it and save its outputs.",
)
  .addArgument(new Argument("[names...]", "which notebooks, e.g. 00-tour (default: all)"))
  .addOption(new Option("--preset <preset>", "how much to compute").choices([...PRESETS]).default("quick"))
  .addOption(cellLimitOption())
  .addOption(
    new Option(
      "--pull",
      "execute nothing; write the plain text from notebooks that were edited in Jupyter",
    ).conflicts(["compare", "preset", "cellLimit"]),
  )
  .option("--compare", "save nothing; say where the outputs differ from the saved ones")
  .option("--json", "print which notebooks were written, pulled or compared as JSON")
  .action(async (names: string[], { pull, compare, json, ...execution }: Flags) => {
    const notebooks = findNotebooks(names);
    const found = notebooks.map(({ name }) => name);
    if (pull) for (const { percent, notebook } of notebooks) pullNotebook(percent, notebook);
    else if (compare) await compareNotebooks(notebooks, execution);
    else {
      await executeNotebooks(notebooks, execution);
      writeGallery();
    }
    const done = pull ? "pulled" : compare ? "agree with their saved outputs" : "written";
    printResult({ notebooks: found, done }, `${found.length} notebooks ${done}`, json);
  });

async function compareNotebooks(
  notebooks: readonly PairedFiles[],
  execution: ExecutionOptions,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "forking-tokens-"));
  try {
    const outOf = ({ name }: PairedFiles) => path.join(folder, `${name}.ipynb`);
    await executeNotebooks(notebooks, { ...execution, outOf, figures: folder });
    const differences = notebooks.flatMap((files) =>
      compareRuns(readNotebook(files.notebook), readNotebook(outOf(files))).map(
        (line) => `${files.name}, ${line}`,
      ),
    );
    if (differences.length > 0) throw new Error(`outputs differ:\n${differences.join("\n")}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void run(program);
