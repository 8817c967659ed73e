import { randomUUID } from "node:crypto";
import type { MimeBundle } from "./nbformat.js";
import type { DisplayData } from "./output-recorder.js";

type WriteDisplay = (shown: DisplayData, update: boolean) => void;

/** The kernel's own display channel; undefined outside of a notebook. */
function kernelDisplay(): WriteDisplay | undefined {
  const kernel = require.cache[require.resolve("tslab/dist/jupyter")];
  return (kernel?.exports as { lastWriteDisplayData?: WriteDisplay } | undefined)?.lastWriteDisplayData;
}

/** An output that can be shown again in place. */
export interface DisplayHandle {
  show(data: MimeBundle, metadata?: Record<string, unknown>): void;
}

/**
 * One output of a notebook cell; each `show` replaces what stood there. A front end picks the richest type it knows
 * from the bundle, so a bundle always holds "text/plain" too, which is printed outside of a notebook.
 * @example createDisplay().show({ "text/plain": "step 1" })
 */
export function createDisplay(): DisplayHandle {
  const transient = { display_id: randomUUID() };
  let shown = false;
  return {
    show(data, metadata = {}) {
      const write = kernelDisplay();
      if (write) write({ data, metadata, transient }, shown);
      else console.log(data["text/plain"]);
      shown = true;
    },
  };
}

/**
 * Shows one output under the cell: MIME types with their contents, "text/plain" among them.
 * @example displayBundle({ "text/plain": "done", "text/html": "<b>done</b>" })
 */
export function displayBundle(data: MimeBundle, metadata: Record<string, unknown> = {}): void {
  createDisplay().show(data, metadata);
}
