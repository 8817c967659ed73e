import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { ENVIRONMENT } from "../files/index.js";
import { NotebookError } from "./notebook-error.js";
import type { NotebookTask, ProcessMessage } from "./notebook-process.js";
import { HEADLESS_VARIABLE, PRESET_VARIABLE, type Preset } from "./preset.js";

/** How long an interrupted cell may take to end before its process is killed. */
const GRACE_MS = 3000;
const START_SECONDS = 120;

/** Where a notebook is that is being executed. */
export interface RunProgress {
  /** The code cell that runs, counted from 1. */
  cell: number;
  cells: number;
  /** The last line that the cell printed. */
  line: string;
}

export interface RunOptions {
  /** Where the executed notebook goes; the notebook itself by default. */
  out?: string;
  /** Limit for one cell, seconds; 600 by default. */
  cellSeconds?: number;
  /** Only these code cells, counted from 0; the others keep their outputs. */
  cells?: readonly number[];
  onProgress?: (progress: RunProgress) => void;
}

/** What `openKernel` opens. */
export interface NotebookKernel {
  /**
   * Executes a notebook from top to bottom.
   * @throws NotebookError if a cell fails, runs past the limit, ends the process, or leaves a stray error; the kernel is
   * of no use after it
   */
  run(file: string, options?: RunOptions): Promise<void>;
  /** Ends the process. */
  close(): void;
}

/**
 * A process with the tslab kernel's own parts that works in one folder and executes notebooks one after the other. Each
 * starts without the names of the one before; compiler, modules and drawing process are ready from the second on. Needs
 * no Jupyter. The outputs are saved when the last cell has run: a run that fails or is stopped leaves the file as it was.
 * @param options.figures folder for the figures that cells save, instead of figures/
 * @example const kernel = openKernel("notebooks", { preset: "quick" });
 */
export function openKernel(
  folder: string,
  { preset, figures }: { preset: Preset; figures?: string },
): NotebookKernel {
  const child = fork(path.join(__dirname, "notebook-process.js"), [], {
    cwd: folder,
    env: {
      ...process.env,
      NO_COLOR: "1",
      [HEADLESS_VARIABLE]: "1",
      [PRESET_VARIABLE]: preset,
      ...(figures === undefined ? {} : { [ENVIRONMENT.figures]: path.resolve(figures) }),
    },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  return {
    run: (file, options) => runIn(child, path.resolve(file), options),
    close: () => child.connected && child.disconnect(),
  };
}

function runIn(
  child: ChildProcess,
  file: string,
  { out = file, cellSeconds = 600, cells, onProgress = () => {} }: RunOptions = {},
): Promise<void> {
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
    const leave = () => {
      clearTimeout(limit);
      clearTimeout(kill);
      child.off("message", listen).off("error", broken).off("exit", ended);
    };
    const broken = (error: Error) => {
      leave();
      reject(error);
    };
    const listen = (message: ProcessMessage) => {
      if (message.type === "failed") failure ??= message.detail;
      else if (message.type === "output") onProgress({ cell: at.cell, cells: at.cells, line: message.line });
      else if (message.type === "cell") {
        at = message;
        startClock(cellSeconds, "one cell (--cell-limit raises it)");
        onProgress({ cell: at.cell, cells: at.cells, line: "" });
      } else if (failure === undefined) {
        leave();
        resolve();
      }
    };
    const ended = (code: number | null, signal: string | null) => {
      leave();
      failure ??=
        code === 0
          ? "the process ended before the notebook"
          : `the process ended with ${signal ?? `exit code ${code}`}`;
      reject(new NotebookError(path.basename(file), at.cell, at.source, failure));
    };
    child.on("message", listen).on("error", broken).on("exit", ended);
    startClock(START_SECONDS, "the start of the kernel");
    child.send({ file, out: path.resolve(out), cells } satisfies NotebookTask);
  });
}
