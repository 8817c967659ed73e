import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { Option } from "commander";
import { CLAIMS_VARIABLE, claimsTable, readClaims, recordedClaims } from "../claims/index.js";
import { savedFigures, staleFiles } from "../figures/index.js";
import { findNotebooks, formatSeconds, PRESETS, type Preset, writeGallery } from "../notebook/index.js";
import { command, printResult, run } from "./command.js";
import { cellLimitOption, executeNotebooks } from "./execute-notebooks.js";

const program = command(
  "reproduce",
  "Execute every notebook in order, draw figures/ again, and close with a table of the paper's claims.",
)
  .addOption(
    new Option("--preset <preset>", "how much to compute: minutes, an hour, or the whole study")
      .choices([...PRESETS])
      .default("quick"),
  )
  .addOption(cellLimitOption())
  .option("--json", "print the figures and the claims as JSON")
  .action(async ({ preset, cellLimit, json }: { preset: Preset; cellLimit?: number; json?: boolean }) => {
    const start = Date.now();
    const folder = mkdtempSync(path.join(tmpdir(), "forking-tokens-"));
    try {
      const claimsFile = path.join(folder, "claims.jsonl");
      process.env[CLAIMS_VARIABLE] = claimsFile;
      console.error(`Node.js ${process.version}, ${availableParallelism()} cores, preset ${preset}`);
      await executeNotebooks(findNotebooks(), { preset, cellLimit });
      writeGallery();
      const stale = staleFiles(start);
      if (stale.length > 0) {
        throw new Error(`figures/ holds files that no notebook has drawn: ${stale.join(", ")}`);
      }
      const milliseconds = Date.now() - start;
      const [figures, measured, judged] = [savedFigures(), recordedClaims(claimsFile), readClaims()];
      const text = [
        `\nfigures/: ${figures.length} figures drawn again`,
        claimsTable("Measured in this run", measured),
        claimsTable("Judged by the recorded runs (data/claims.json)", judged),
        `\n${formatSeconds(milliseconds)} in all`,
      ];
      printResult({ figures, measured, judged, seconds: milliseconds / 1000 }, text.join("\n"), json);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

void run(program);
