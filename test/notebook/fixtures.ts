import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import type { TestContext } from "node:test";
import { syncNotebook } from "../../src/notebook/pairing.js";

const FOLDER = path.resolve(__dirname, "../../../test/notebook/fixtures");

/** Makes the notebook of a fixture in a new folder inside dist/, where the package resolves, removed after the test; returns its path. */
export function fixtureNotebook(t: TestContext, name: string): string {
  const folder = mkdtempSync(path.join(__dirname, "run-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, `${name}.ipynb`);
  syncNotebook(path.join(FOLDER, `${name}.nb.ts`), file);
  return file;
}
