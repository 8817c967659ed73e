import cliProgress from "cli-progress";
import { formatSeconds, type PairedFiles, type Preset, runNotebook } from "../notebook/index.js";
import { syncNotebook } from "../notebook/pairing.js";

const LINE_WIDTH = 50;
const HOUR = 3600;

/** How long one cell may run, in seconds. */
const CELL_SECONDS: Record<Preset, number> = { quick: 600, default: 12 * HOUR, full: 7 * 24 * HOUR };

export interface ExecutionOptions {
  preset: Preset;
  /** Where the executed notebook goes; beside its plain text by default. */
  outOf?: (files: PairedFiles) => string;
  /** Folder for the figures that cells save; figures/ by default. */
  figures?: string;
}

/**
 * Writes each notebook from its plain text and executes it, one after the other, with progress on stderr.
 * @throws NotebookError at the first cell that fails
 */
export async function executeNotebooks(
  notebooks: readonly PairedFiles[],
  { preset, outOf = ({ notebook }) => notebook, figures }: ExecutionOptions,
): Promise<void> {
  const width = Math.max(...notebooks.map(({ name }) => name.length));
  for (const files of notebooks) {
    const { name, percent, notebook } = files;
    syncNotebook(percent, notebook);
    const bar = new cliProgress.SingleBar({
      format: `${name.padEnd(width)}  {bar} {value}/{total} cells  {duration_formatted}  {line}`,
      barsize: 20,
      hideCursor: true,
      clearOnComplete: true,
    });
    const start = Date.now();
    let cells = 0;
    try {
      await runNotebook(notebook, {
        out: outOf(files),
        preset,
        figures,
        cellSeconds: CELL_SECONDS[preset],
        onProgress(progress) {
          cells = progress.cells;
          if (!process.stderr.isTTY) return;
          if (!bar.isActive) bar.start(cells, 0);
          bar.update(progress.cell - 1, { line: progress.line.slice(0, LINE_WIDTH) });
        },
      });
    } finally {
      bar.stop();
    }
    console.error(`${name.padEnd(width)}  ${cells} cells  ${formatSeconds(Date.now() - start)}`);
  }
}
