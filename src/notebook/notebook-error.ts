const SHOWN_ERROR_LENGTH = 4000;

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
