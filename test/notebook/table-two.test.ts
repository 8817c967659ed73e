import assert from "node:assert/strict";
import { test } from "node:test";
import { tableTwo } from "../../src/notebook/table-two.js";
import { readRecordedRuns } from "../../src/study/index.js";

const rows = tableTwo(readRecordedRuns())
  .split("\n")
  .slice(2)
  .map((line) => line.split("|").map((cell) => cell.trim()));

test("the paper's averages stand above ours, the smallest model first", () => {
  assert.deepEqual(
    rows.map(([, model]) => model.replace("paper: ", "")),
    ["Qwen3-8B", "Qwen3-14B", "Qwen3-32B", "here: S", "here: M", "here: L", "here: XL"],
  );
  assert.deepEqual(rows[0].slice(2, 8), ["1", "53.7", "54.2", "+0.5", "4022", "5508"]);
});

test("the difference is that of the two means, within its interval", () => {
  for (const [, model, , all, top, difference] of rows.slice(3)) {
    const [estimate, low, high] = difference
      .match(/[+−-]?[\d.]+/g)!
      .map((text) => Number(text.replace("−", "-")));
    assert.ok(Math.abs(Number(top) - Number(all) - estimate) < 0.11, model);
    assert.ok(low < estimate && estimate < high, model);
  }
});

test("without runs the paper's rows stand alone", () => {
  assert.equal(tableTwo([]).split("\n").length, 5);
});
