import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { RunProgress } from "../../src/notebook/index.js";
import {
  type CodeCell,
  type MimeBundle,
  type Output,
  readNotebook,
  serializeNotebook,
} from "../../src/notebook/nbformat.js";
import { NotebookError } from "../../src/notebook/notebook-error.js";
import { openKernel } from "../../src/notebook/notebook-kernel.js";
import { fixtureNotebook, runNotebook } from "./fixtures.js";

function outputsOf(file: string): Output[][] {
  return readNotebook(file).cells.flatMap((cell) =>
    cell.cell_type === "code" ? [(cell as CodeCell).outputs] : [],
  );
}

const printed = (text: string): Output => ({ output_type: "stream", name: "stdout", text });

async function failure(file: string, options = {}): Promise<NotebookError> {
  const error = await runNotebook(file, options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof NotebookError, `${error}`);
  return error;
}

test("a notebook runs from top to bottom and keeps its outputs", async (t) => {
  const file = fixtureNotebook(t, "tour");
  const seen: RunProgress[] = [];
  await runNotebook(file, { preset: "default", onProgress: (progress) => seen.push(progress) });
  const [hello, progress, table, figure, live] = outputsOf(file);
  assert.deepEqual(hello, [printed("preset default\n")]);
  assert.deepEqual(progress, [printed("training: 3 steps, accuracy 0.41\n1\n")]);
  const bundles = [table, figure, live].map(([output]) => (output as { data: MimeBundle }).data);
  assert.deepEqual(bundles.map(Object.keys), [
    ["text/markdown", "text/plain"],
    ["application/vnd.plotly.v1+json", "image/png", "text/plain"],
    ["application/vnd.plotly.v1+json", "image/png", "text/plain"],
  ]);
  assert.equal(live.length, 1, "a live figure is one output");
  assert.deepEqual((bundles[2]["application/vnd.plotly.v1+json"] as { data: unknown[] }).data, [
    { y: [1, 2, 4] },
  ]);
  assert.equal(bundles[1]["text/plain"], "Figure: A line");
  assert.equal(readFileSync(file, "utf8"), serializeNotebook(readNotebook(file)));
  assert.deepEqual(
    [...new Set(seen.map(({ cell, cells }) => `${cell}/${cells}`))],
    ["1/5", "2/5", "3/5", "4/5", "5/5"],
  );
});

test("a failing cell stops the run, with its source and its error; the saved outputs stay", async (t) => {
  const file = fixtureNotebook(t, "failing");
  const saved = readFileSync(file, "utf8");
  const error = await failure(file);
  assert.equal(error.cell, 2);
  assert.match(error.message, /failing\.ipynb, code cell 2 failed:\n\n {4}function accuracy\(\): number \{/);
  assert.match(error.message, /RangeError: rho 2 is outside \(0, 1\]/);
  assert.equal(readFileSync(file, "utf8"), saved);
});

test("a cell that does not type-check fails before it runs", async (t) => {
  const { detail } = await failure(fixtureNotebook(t, "mistyped"));
  assert.match(detail, /1:7 - Type 'string' is not assignable to type 'number'/);
});

test("an error that nobody awaits fails the notebook", async (t) => {
  const { cell, detail } = await failure(fixtureNotebook(t, "stray"));
  assert.equal(cell, 1);
  assert.match(detail, /stray error.*nobody awaits this/);
});

test("a cell that ends the process is named, and the saved outputs stay", async (t) => {
  const file = fixtureNotebook(t, "exiting");
  const saved = readFileSync(file, "utf8");
  const { cell, detail } = await failure(file);
  assert.equal(cell, 2);
  assert.equal(detail, "the process ended with exit code 3");
  assert.equal(readFileSync(file, "utf8"), saved);
});

test("a cell that runs past the limit is ended", async (t) => {
  const { cell, detail } = await failure(fixtureNotebook(t, "endless"), { cellSeconds: 3 });
  assert.equal(cell, 1);
  assert.equal(detail, "ran past the limit of 3 s for one cell (--cell-limit raises it)");
});

test("a file that is no notebook is an error that names it", async (t) => {
  const { cell, detail } = await failure(`${fixtureNotebook(t, "failing")}.missing`);
  assert.equal(cell, 0);
  assert.match(detail, /cannot read .*failing\.ipynb\.missing: no such file/);
});

test("a kernel's second notebook gives what its first one gave, and sees none of its names", async (t) => {
  const [tour, second] = [fixtureNotebook(t, "tour"), fixtureNotebook(t, "second")];
  const kernel = openKernel(path.dirname(tour), { preset: "quick" });
  t.after(() => kernel.close());
  await kernel.run(tour);
  const once = readFileSync(tour, "utf8");
  await kernel.run(tour);
  assert.equal(readFileSync(tour, "utf8"), once);
  await assert.rejects(kernel.run(second), /second\.ipynb, code cell 1 failed:.*Cannot find name 'half'/s);
});
