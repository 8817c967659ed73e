import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Argument, Option } from "commander";
import { savedFigures, staleFiles } from "../figures/index.js";
import { findNotebooks, type PairedFiles, PRESETS, type Preset } from "../notebook/index.js";
import { command, run } from "./command.js";
import { executeNotebooks } from "./execute-notebooks.js";

const program = command(
  "figures",
  "Draw figures/ again by executing the notebooks that save them; the notebooks' own outputs stay as they are.",
)
  .addArgument(new Argument("[names...]", "which figures, by file name without ending (default: all)"))
  .addOption(new Option("--preset <preset>", "how much to compute").choices([...PRESETS]).default("quick"))
  .action(async (names: string[], { preset }: { preset: Preset }) => {
    const notebooks = notebooksThatSave(names);
    const start = Date.now();
    const folder = mkdtempSync(path.join(tmpdir(), "forking-tokens-"));
    try {
      const outOf = ({ name }: PairedFiles) => path.join(folder, `${name}.ipynb`);
      await executeNotebooks(notebooks, { preset, outOf });
    } finally {
      rmSync(folder, { recursive: true });
    }
    const stale = staleFiles(start).filter(
      (file) => names.length === 0 || names.includes(path.parse(file).name),
    );
    if (stale.length > 0) {
      throw new Error(`figures/ holds files that no notebook has drawn: ${stale.join(", ")}`);
    }
    console.log(`drawn: ${(names.length > 0 ? names : savedFigures()).join(", ")}`);
  });

/** All notebooks, or those whose text names one of the figures. */
function notebooksThatSave(names: readonly string[]): PairedFiles[] {
  const all = findNotebooks().map((files) => ({ ...files, text: readFileSync(files.percent, "utf8") }));
  for (const name of names) {
    if (!all.some(({ text }) => text.includes(`"${name}"`))) {
      throw new Error(
        `no notebook draws a figure "${name}"; there are: ${savedFigures().join(", ") || "none"}`,
      );
    }
  }
  return all.filter(({ text }) => names.length === 0 || names.some((name) => text.includes(`"${name}"`)));
}

void run(program);
