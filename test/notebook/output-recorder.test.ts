import assert from "node:assert/strict";
import { test } from "node:test";
import type { CodeCell } from "../../src/notebook/nbformat.js";
import { OutputRecorder } from "../../src/notebook/output-recorder.js";

function emptyCell(): CodeCell {
  return { cell_type: "code", metadata: {}, source: "", outputs: [], execution_count: null };
}

function printed(...writes: string[]): string[] {
  const cell = emptyCell();
  const recorder = new OutputRecorder();
  for (const text of writes) recorder.stream(cell, "stdout", text);
  return cell.outputs.map((output) => (output.output_type === "stream" ? output.text : "?"));
}

test("writes to one stream are joined, another stream begins a new output", () => {
  const cell = emptyCell();
  const recorder = new OutputRecorder();
  recorder.stream(cell, "stdout", "a");
  recorder.stream(cell, "stdout", "b\n");
  recorder.stream(cell, "stderr", "c");
  recorder.stream(cell, "stdout", "d");
  assert.deepEqual(cell.outputs, [
    { output_type: "stream", name: "stdout", text: "ab\n" },
    { output_type: "stream", name: "stderr", text: "c" },
    { output_type: "stream", name: "stdout", text: "d" },
  ]);
});

test("a line that is rewritten keeps its last state", () => {
  assert.deepEqual(printed("head\n", "\rstep 1", "\rstep 2", "\rdone\n", "next"), ["head\ndone\nnext"]);
  assert.deepEqual(printed("step 1\r", "step 2\r"), ["step 2\r"]);
  assert.deepEqual(printed("windows\r\nline\r\n"), ["windows\nline\n"]);
});

test("an update replaces the display of the same id, also from a later cell", () => {
  const [first, second] = [emptyCell(), emptyCell()];
  const recorder = new OutputRecorder();
  const transient = { display_id: "curve" };
  recorder.display(first, { data: { "text/plain": "1" }, transient });
  recorder.display(first, { data: { "text/plain": "other" } });
  recorder.display(second, { data: { "text/plain": "2" }, metadata: { m: 1 }, transient }, true);
  assert.deepEqual(first.outputs, [
    { output_type: "display_data", data: { "text/plain": "2" }, metadata: { m: 1 } },
    { output_type: "display_data", data: { "text/plain": "other" }, metadata: {} },
  ]);
  assert.deepEqual(second.outputs, []);
});
