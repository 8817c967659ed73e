// The child process of a kernel: executes notebooks' cells with the parts of the tslab kernel, without sockets.
import "./kernel/light-program.js";

import { createConverter } from "tslab/dist/converter";
import { createExecutor, type Executor } from "tslab/dist/executor";
import { JupyterHandlerImpl } from "tslab/dist/jupyter";
import { onlyNodeTypes } from "./kernel/automatic-types.js";
import { ignoreOtherFiles } from "./kernel/ignored-files.js";
import { type CodeCell, isCodeCell, readNotebook, writeNotebook } from "./nbformat.js";
import { OutputRecorder } from "./output-recorder.js";

/** What the parent asks for: a notebook, where it goes when it has run, and which of its code cells, counted from 0. */
export interface NotebookTask {
  file: string;
  out: string;
  cells?: readonly number[];
}

/** What the child tells the parent. Cells are counted from 1 over the code cells. */
export type ProcessMessage =
  | { type: "cell"; cell: number; cells: number; source: string }
  | { type: "output"; line: string }
  | { type: "failed"; detail: string }
  | { type: "done" };

const REPORT_EVERY_MS = 500;

function tell(message: ProcessMessage): Promise<void> {
  return new Promise((resolve) => process.send!(message, undefined, undefined, () => resolve()));
}

function errorText(cell: CodeCell): string {
  const texts = cell.outputs.map((output) =>
    output.output_type === "stream" && output.name === "stderr" ? output.text : "",
  );
  return texts.join("").trim();
}

/** Errors that reach no cell: thrown in a timer, or a promise that nobody awaits. */
function watchStrayErrors(): () => string | undefined {
  let first: string | undefined;
  const note = (error: unknown) => {
    first ??= `stray error, thrown outside of any awaited code: ${error instanceof Error ? error.stack : error}`;
  };
  process.on("uncaughtException", note);
  process.on("unhandledRejection", note);
  return () => first;
}

function createKernel(): { executor: Executor; handler: JupyterHandlerImpl } {
  ignoreOtherFiles();
  onlyNodeTypes();
  const node = createConverter({ isJS: false, isBrowser: false });
  const converters = { node, browser: node, close: () => node.close() };
  const executor = createExecutor(process.cwd(), converters, console);
  return { executor, handler: new JupyterHandlerImpl(executor, false) };
}

/** Executes a notebook; its outputs take the place of the old ones when the last cell has run, not before. */
async function execute({ file, out, cells }: NotebookTask): Promise<string | undefined> {
  const notebook = readNotebook(file);
  const code = notebook.cells.filter(isCodeCell).filter((_, i) => cells?.includes(i) ?? true);
  for (const cell of code) Object.assign(cell, { outputs: [], execution_count: null });

  kernel ??= createKernel();
  kernel.executor.reset();
  const recorder = new OutputRecorder();
  let reported = 0;
  for (const [index, cell] of code.entries()) {
    await tell({ type: "cell", cell: index + 1, cells: code.length, source: cell.source });
    const reply = await kernel.handler.handleExecute(
      { code: cell.source } as Parameters<JupyterHandlerImpl["handleExecute"]>[0],
      (name, text) => {
        recorder.stream(cell, name as "stdout" | "stderr", text);
        if (name === "stdout" && Date.now() - reported > REPORT_EVERY_MS) {
          reported = Date.now();
          void tell({
            type: "output",
            line: text
              .trim()
              .split(/[\r\n]/)
              .at(-1)!,
          });
        }
      },
      (display, update) => recorder.display(cell, display, update),
    );
    await new Promise((resolve) => setImmediate(resolve));
    cell.execution_count = index + 1;
    if (reply.status !== "ok") return errorText(cell) || `the kernel answered "${reply.status}"`;
    if (strayError()) return strayError();
  }
  writeNotebook(out, notebook);
  return undefined;
}

const strayError = watchStrayErrors();
let kernel: ReturnType<typeof createKernel> | undefined;
process.on("SIGINT", () => kernel?.executor.interrupt());
process.on("disconnect", () => process.exit(0));
process.on("message", async (task: NotebookTask) => {
  const failure = await execute(task).catch((error: Error) => error.message);
  if (failure === undefined) return tell({ type: "done" });
  await tell({ type: "failed", detail: failure });
  process.exit(1);
});
