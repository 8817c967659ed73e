import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import type { TestContext } from "node:test";
import { openKernel, type RunOptions } from "../../src/notebook/notebook-kernel.js";
import { syncNotebook } from "../../src/notebook/pairing.js";
import type { Preset } from "../../src/notebook/preset.js";

const FOLDER = path.resolve(__dirname, "../../../test/notebook/fixtures");

/** Makes the notebook of a fixture in a new folder inside dist/, where the package resolves, removed after the test; returns its path. */
export function fixtureNotebook(t: TestContext, name: string): string {
  const folder = mkdtempSync(path.join(__dirname, "run-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, `${name}.ipynb`);
  syncNotebook(path.join(FOLDER, `${name}.nb.ts`), file);
  return file;
}

/** Executes a notebook in a kernel of its own. */
export async function runNotebook(
  file: string,
  { preset = "quick", ...options }: RunOptions & { preset?: Preset } = {},
): Promise<void> {
  const kernel = openKernel(path.dirname(file), { preset });
  try {
    await kernel.run(file, options);
  } finally {
    kernel.close();
  }
}
