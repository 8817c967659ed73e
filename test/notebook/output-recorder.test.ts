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
  assert.deepEqual(printed("a\r", "\n", "b\r", "\r", "c", "d\r\rx\ry"), ["a\ny"]);
});

test("writes in pieces give what one write gives", () => {
  const text = "a\rb\n\r\rc\rd\r\n\re\n\nf\r\r";
  const [whole] = printed(text);
  for (let cut = 1; cut < text.length; cut++)
    assert.deepEqual(printed(text.slice(0, cut), text.slice(cut)), [whole], `cut at ${cut}`);
  assert.deepEqual(printed(...text), [whole]);
});

test("many lines cost time that grows with them, not with their square", () => {
  const start = performance.now();
  printed(...Array.from({ length: 100_000 }, (_, i) => `${i}`.padEnd(80)));
  printed(...Array.from({ length: 100_000 }, (_, i) => `${`${i}`.padEnd(80)}\n`));
  printed("\r".repeat(200_000), "a");
  assert.ok(performance.now() - start < 5000);
});

test("a half of a surrogate pair becomes a character that UTF-8 has", () => {
  assert.deepEqual(printed("a\ud800b\n"), ["a\ufffdb\n"]);
});

test("a stream without end is cut with a word", () => {
  const [text] = printed(...Array.from({ length: 20 }, () => `${"x".repeat(1 << 20)}\n`));
  assert.ok(text.length < 18 << 20);
  assert.match(text.slice(-60), /\.\.\. cut after 16777216 characters\n$/);
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
