import { fork } from "node:child_process";
import path from "node:path";
import { ENVIRONMENT } from "../files/index.js";
import type { ProcessMessage } from "./notebook-process.js";
import { HEADLESS_VARIABLE, PRESET_VARIABLE, type Preset } from "./preset.js";

/** How long an interrupted cell may take to end before its process is killed. */
const GRACE_MS = 3000;
const START_SECONDS = 120;
const SHOWN_ERROR_LENGTH = 4000;

export interface RunProgress {
  /** The code cell that runs, counted from 1. */
  cell: number;
  cells: number;
  /** The last line that the cell printed. */
  line: string;
}

/** A notebook that did not run to its end: which cell stopped it, and why. */
export class NotebookError extends Error {
  constructor(
    readonly notebook: string,
    /** Counted from 1 over the code cells; 0 where no cell had begun. */
    readonly cell: number,
    readonly source: string,
    readonly detail: string,
  ) {
    const shown = detail.length > SHOWN_ERROR_LENGTH ? `${detail.slice(0, SHOWN_ERROR_LENGTH)} ...` : detail;
    const code = source.replace(/^/gm, "    ");
    super(`${notebook}, code cell ${cell} failed:\n\n${code}\n\n${shown}`);
  }
}

/**
 * Executes a notebook from top to bottom with the tslab kernel's own parts, in a process of its own that works in
 * the notebook's folder; needs no Jupyter. The outputs are saved when the last cell has run: a run that fails or is
 * stopped leaves the file as it was.
 * @param options.out where the executed notebook goes; the notebook itself by default
 * @param options.cellSeconds limit for one cell
 * @param options.cells only these code cells, counted from 0; the others keep their outputs
 * @param options.figures folder for the figures that cells save, instead of figures/
 * @throws NotebookError if a cell fails, runs past the limit, ends the process, or leaves a stray error
 * @example await runNotebook("notebooks/00-tour.ipynb", { preset: "quick", cellSeconds: 600 })
 */
export function runNotebook(
  file: string,
  {
    out = file,
    preset = "quick",
    cellSeconds = 600,
    cells,
    figures,
    onProgress = () => {},
  }: {
    out?: string;
    preset?: Preset;
    cellSeconds?: number;
    cells?: readonly number[];
    figures?: string;
    onProgress?: (progress: RunProgress) => void;
  } = {},
): Promise<void> {
  const which = cells === undefined ? [] : [JSON.stringify(cells)];
  const child = fork(
    path.join(__dirname, "notebook-process.js"),
    [path.resolve(file), path.resolve(out), ...which],
    {
      cwd: path.dirname(path.resolve(file)),
      env: {
        ...process.env,
        NO_COLOR: "1",
        [HEADLESS_VARIABLE]: "1",
        [PRESET_VARIABLE]: preset,
        ...(figures === undefined ? {} : { [ENVIRONMENT.figures]: path.resolve(figures) }),
      },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    },
  );
  return new Promise((resolve, reject) => {
    let at = { cell: 0, cells: 0, source: "" };
    let failure: string | undefined;
    let limit: NodeJS.Timeout | undefined;
    let kill: NodeJS.Timeout | undefined;
    const startClock = (seconds: number, what: string) => {
      clearTimeout(limit);
      limit = setTimeout(() => {
        failure ??= `ran past the limit of ${seconds} s for ${what}`;
        child.kill("SIGINT");
        kill = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
      }, seconds * 1000);
    };
    startClock(START_SECONDS, "the start of the kernel");
    child.on("message", (message: ProcessMessage) => {
      if (message.type === "failed") failure ??= message.detail;
      else if (message.type === "output") onProgress({ cell: at.cell, cells: at.cells, line: message.line });
      else {
        at = message;
        startClock(cellSeconds, "one cell");
        onProgress({ cell: at.cell, cells: at.cells, line: "" });
      }
    });
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      clearTimeout(limit);
      clearTimeout(kill);
      if (code !== 0) failure ??= `the process ended with ${signal ?? `exit code ${code}`}`;
      if (failure === undefined && at.cell < at.cells) failure = "the process ended before the notebook";
      if (failure === undefined) resolve();
      else reject(new NotebookError(path.basename(file), at.cell, at.source, failure));
    });
  });
}
