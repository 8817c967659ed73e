import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Argument, Option } from "commander";
import { staleFiles } from "../figures/index.js";
import {
  cellsThatDraw,
  figuresNamed,
  findNotebooks,
  type ListedFigure,
  listedFigures,
  type PairedFiles,
  PRESETS,
  type Preset,
  writeGallery,
} from "../notebook/index.js";
import { command, printResult, run } from "./command.js";
import { cellLimitOption, type ExecutionOptions, executeNotebooks } from "./execute-notebooks.js";

interface Flags {
  preset: Preset;
  cellLimit?: number;
  list?: boolean;
  json?: boolean;
}

const program = command(
  "figures",
  "Draw figures/ again: all by executing the notebooks, some by executing the cells that they need. The notebooks' own outputs stay as they are.",
)
  .addArgument(
    new Argument(
      "[names...]",
      "which figures, by name or its beginning, for instance figure-3 (default: all)",
    ),
  )
  .addOption(new Option("--preset <preset>", "how much to compute").choices([...PRESETS]).default("quick"))
  .addOption(cellLimitOption())
  .addOption(
    new Option(
      "--list",
      "print names, the paper's figures, notebooks and titles, and draw nothing",
    ).conflicts(["preset", "cellLimit"]),
  )
  .option("--json", "print what is listed or drawn as JSON")
  .action(async (names: string[], { list, json, ...execution }: Flags) => {
    const figures = figuresNamed(listedFigures(), names);
    if (list) printResult(figures, listText(figures), json);
    else {
      await draw(figures, names, execution);
      writeGallery();
      printResult(figures, `drawn: ${figures.map(({ name }) => name).join(", ")}`, json);
    }
  });

function listText(figures: readonly ListedFigure[]): string {
  const widths = (["name", "paper", "notebook"] as const).map((key) =>
    Math.max(...figures.map((figure) => figure[key].length)),
  );
  return figures
    .map(({ name, paper, notebook, title }) => {
      const row = [name, paper, notebook].map((text, i) => text.padEnd(widths[i]));
      return `${row.join("  ")}  ${title}`;
    })
    .join("\n");
}

async function draw(
  figures: readonly ListedFigure[],
  names: readonly string[],
  execution: ExecutionOptions,
): Promise<void> {
  const notebooks = findNotebooks([...new Set(figures.map(({ notebook }) => notebook))]);
  const start = Date.now();
  const folder = mkdtempSync(path.join(tmpdir(), "forking-tokens-"));
  try {
    const outOf = ({ name }: PairedFiles) => path.join(folder, `${name}.ipynb`);
    const cellsOf = ({ notebook }: PairedFiles) =>
      names.length > 0 ? cellsThatDraw(figures, notebook) : undefined;
    await executeNotebooks(notebooks, { ...execution, outOf, cellsOf });
  } finally {
    rmSync(folder, { recursive: true });
  }
  const drawn = figures.map(({ name }) => name);
  const stale = staleFiles(start).filter(
    (file) => names.length === 0 || drawn.includes(path.parse(file).name),
  );
  if (stale.length > 0)
    throw new Error(`figures/ holds files that no notebook has drawn: ${stale.join(", ")}`);
}

void run(program);
