import assert from "node:assert/strict";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { savedFigures, staleFiles } from "../../src/figures/index.js";

test("figures are named by their SVG, and old files are found", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "figures-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const file of ["b.svg", "b.png", "a.svg"]) writeFileSync(path.join(folder, file), "");
  utimesSync(path.join(folder, "b.png"), 1000, 1000);
  assert.deepEqual(savedFigures(folder), ["a", "b"]);
  assert.deepEqual(staleFiles(2_000_000, folder), ["b.png"]);
  assert.deepEqual(staleFiles(500_000, folder), []);
  assert.deepEqual(savedFigures(path.join(folder, "missing")), []);
});
