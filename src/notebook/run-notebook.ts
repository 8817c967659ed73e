import path from "node:path";
import { openKernel, type RunOptions } from "./notebook-kernel.js";
import type { Preset } from "./preset.js";

/**
 * Executes a notebook from top to bottom with the tslab kernel's own parts, in a process of its own that works in
 * the notebook's folder; needs no Jupyter. The outputs are saved when the last cell has run: a run that fails or is
 * stopped leaves the file as it was.
 * @param options.figures folder for the figures that cells save, instead of figures/
 * @throws NotebookError if a cell fails, runs past the limit, ends the process, or leaves a stray error
 * @example await runNotebook("notebooks/00-tour.ipynb", { preset: "quick", cellSeconds: 600 })
 */
export async function runNotebook(
  file: string,
  { preset = "quick", figures, ...options }: RunOptions & { preset?: Preset; figures?: string } = {},
): Promise<void> {
  const kernel = openKernel(path.dirname(path.resolve(file)), { preset, figures });
  try {
    await kernel.run(file, options);
  } finally {
    kernel.close();
  }
}
