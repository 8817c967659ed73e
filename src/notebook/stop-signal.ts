/** What a loop throws whose cell was stopped. */
export class CellStopped extends Error {
  override name = "CellStopped";
  constructor() {
    super("stopped; run the cell again to start over");
  }
}

let running = new AbortController();

/**
 * The signal of the cell that runs, aborted when its Stop button is pressed. Live figures and progress lines look at it
 * by themselves; hand it to whatever else lasts. It never fires outside of Jupyter.
 * @example await training.trainRlvr(config, { signal: notebook.stopSignal() });
 */
export function stopSignal(): AbortSignal {
  return running.signal;
}

/** For the kernel: from here on `stopSignal` is the next cell's. */
export function beginCell(): void {
  running = new AbortController();
}

/** For the kernel: ends the loops of the cell that runs. */
export function stopCell(): void {
  running.abort(new CellStopped());
}
