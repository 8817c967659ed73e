import { availableParallelism } from "node:os";
import path from "node:path";
import cliProgress from "cli-progress";
import { Option } from "commander";
import {
  formatSeconds,
  type NotebookKernel,
  openKernel,
  type PairedFiles,
  type Preset,
  syncNotebook,
  writeChineseEdition,
} from "../notebook/index.js";
import { BAR_OPTIONS } from "./bar-options.js";
import { count } from "./command.js";

const LINE_WIDTH = 50;
const HOUR = 3600;

/** How long one cell may run where nothing else is asked for, in seconds. */
const CELL_SECONDS: Record<Preset, number> = { quick: 600, default: 12 * HOUR, full: 7 * 24 * HOUR };

/** The flag of the commands that execute notebooks. */
export const cellLimitOption = (): Option =>
  new Option(
    "--cell-limit <seconds>",
    "how long one cell may run (default: 10 minutes, 12 hours or a week, by preset)",
  ).argParser(count);

export interface ExecutionOptions {
  preset: Preset;
  /** How long one cell may run, in seconds; by default as long as the preset needs. */
  cellLimit?: number;
  /** Where the executed notebook goes; beside its plain text by default. */
  outOf?: (files: PairedFiles) => string;
  /** Folder for the figures that cells save; figures/ by default. */
  figures?: string;
  /** The code cells to execute; all by default. */
  cellsOf?: (files: PairedFiles) => readonly number[] | undefined;
}

/**
 * Writes each notebook from its plain text and executes it, two at a time where there are two cores, started in
 * order, with progress on stderr; a Chinese edition takes its outputs over. After a failure no further one is started.
 * All notebooks lie in one folder.
 * @throws NotebookError of the first notebook, in order, that failed
 */
export async function executeNotebooks(
  notebooks: readonly PairedFiles[],
  {
    preset,
    cellLimit = CELL_SECONDS[preset],
    outOf = ({ notebook }) => notebook,
    figures,
    cellsOf = () => undefined,
  }: ExecutionOptions,
): Promise<void> {
  const width = Math.max(...notebooks.map(({ name }) => name.length));
  const bars = new cliProgress.MultiBar({
    format: "{name}  {bar} {value}/{total} cells  {duration_formatted}  {line}",
    barsize: 20,
    ...BAR_OPTIONS,
    clearOnComplete: true,
  });
  let finished = 0;
  const execute = async (files: PairedFiles, kernel: NotebookKernel): Promise<void> => {
    const name = files.name.padEnd(width);
    syncNotebook(files.percent, files.notebook);
    const start = Date.now();
    let cells = 0;
    let bar: cliProgress.SingleBar | undefined;
    try {
      await kernel.run(files.notebook, {
        out: outOf(files),
        cells: cellsOf(files),
        cellSeconds: cellLimit,
        onProgress(progress) {
          cells = progress.cells;
          if (!process.stderr.isTTY) return;
          bar ??= bars.create(cells, 0, { name, line: "" });
          bar.update(progress.cell - 1, { line: progress.line.slice(0, LINE_WIDTH) });
        },
      });
      if (outOf(files) === files.notebook) writeChineseEdition(files);
    } finally {
      if (bar) bars.remove(bar);
    }
    const place = `${++finished}`.padStart(`${notebooks.length}`.length);
    const done = `${place}/${notebooks.length}  ${name}  ${cells} cells  ${formatSeconds(Date.now() - start)}\n`;
    if (bar) bars.log(done);
    else process.stderr.write(done);
  };
  try {
    const folder = path.dirname(notebooks[0].notebook);
    await inPairs(notebooks, execute, () => openKernel(folder, { preset, figures }));
  } finally {
    bars.stop();
  }
}

/** Does the tasks in order, in two kernels where there are two cores; throws the first error in their order. */
async function inPairs<T>(
  items: readonly T[],
  task: (item: T, kernel: NotebookKernel) => Promise<void>,
  open: () => NotebookKernel,
): Promise<void> {
  const failures = new Map<number, unknown>();
  let next = 0;
  const work = async (): Promise<void> => {
    const kernel = open();
    while (next < items.length && failures.size === 0) {
      const index = next++;
      await task(items[index], kernel).catch((error: unknown) => failures.set(index, error));
    }
    kernel.close();
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism(), items.length) }, work));
  if (failures.size > 0) throw failures.get(Math.min(...failures.keys()));
}
