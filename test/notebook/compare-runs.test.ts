import assert from "node:assert/strict";
import { test } from "node:test";
import { compareRuns } from "../../src/notebook/compare-runs.js";
import type { Notebook, Output } from "../../src/notebook/nbformat.js";

function run(...outputs: Output[]): Notebook {
  const cell = { cell_type: "code" as const, metadata: {}, source: "x", outputs, execution_count: 1 };
  return { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

const stdout = (text: string): Output => ({ output_type: "stream", name: "stdout", text });
const shown = (data: Record<string, unknown>): Output => ({
  output_type: "display_data",
  data,
  metadata: {},
});

test("durations and last digits may differ", () => {
  const a = run(stdout("loss 0.500000 in 12.3 s, 400 tokens/s"));
  const b = run(stdout("loss 0.500010 in 3 s, 1234.5 tokens/s"));
  assert.deepEqual(compareRuns(a, b), []);
});

test("another number, word or kind of output is a difference that says where", () => {
  const a = run(stdout("accuracy 0.41"));
  assert.deepEqual(compareRuns(a, run(stdout("accuracy 0.42"))), [
    'cell 1: stdout differs: "accuracy 0.41" against "accuracy 0.42"',
  ]);
  assert.equal(compareRuns(a, run(stdout("precision 0.41"))).length, 1);
  assert.deepEqual(compareRuns(a, run()), ["cell 1: outputs stdout against none"]);
  assert.deepEqual(compareRuns(a, run(stdout("accuracy 0.42")), { relative: 0.05 }), []);
});

test("plotly data is compared, the picture beside it is not", () => {
  const figure = (y: number, png: string) =>
    run(shown({ "application/vnd.plotly.v1+json": { data: [{ y: [y] }] }, "image/png": png }));
  assert.deepEqual(compareRuns(figure(1, "AAAA"), figure(1.00001, "BBBB")), []);
  assert.equal(compareRuns(figure(1, "AAAA"), figure(1.1, "AAAA")).length, 1);
});

test("another source or number of cells is a difference", () => {
  const a = run();
  const b = run();
  b.cells[0].source = "y";
  assert.deepEqual(compareRuns(a, b), ["cell 1: the sources differ"]);
  assert.deepEqual(compareRuns(a, { ...b, cells: [] }), ["1 cells against 0"]);
});
