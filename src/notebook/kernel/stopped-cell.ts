import { JupyterHandlerImpl } from "tslab/dist/jupyter";
import { beginCell, CellStopped, stopCell } from "../stop-signal.js";

interface Handler {
  handleExecuteImpl: (...request: unknown[]) => Promise<unknown>;
}

/**
 * Lets Stop end what the cell has begun, not only the waiting for it, and say so in one line. tslab leaves the loop of a
 * stopped cell running and prints its own stack. To be called before the kernel starts.
 */
export function stopWithCell(): void {
  const handler = JupyterHandlerImpl.prototype as unknown as Handler;
  const { handleExecuteImpl } = handler;
  handler.handleExecuteImpl = function (...request) {
    beginCell();
    return handleExecuteImpl.apply(this, request);
  };
  process.on("SIGINT", stopCell);
  const { error } = console;
  console.error = (...parts: unknown[]) =>
    error(...parts.map((part) => (isStop(part) ? new CellStopped().message : part)));
}

/** Whether an error says that the cell was stopped: by a loop, by tslab, or by Node in the middle of a loop without await. */
function isStop(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === "CellStopped" ||
    error.message === "Interrupted asynchronously" ||
    (error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_INTERRUPTED"
  );
}
