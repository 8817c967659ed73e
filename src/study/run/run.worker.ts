// A child process that does one run of the study: told the cell, it sends every metrics line and the end.
import { selectBackend } from "../../kernels/index.js";
import type { StudyCell } from "../plan/presets.js";
import { runCell } from "./planned-run.js";

process.on("message", async ({ cell, folder }: { cell: StudyCell; folder: string }) => {
  try {
    await selectBackend();
    await runCell(cell, folder, (line) => process.send!({ line }));
    process.send!({ done: true }, () => process.exit(0));
  } catch (error) {
    process.send!({ failed: error instanceof Error ? error.message : String(error) }, () => process.exit(1));
  }
});
