import assert from "node:assert/strict";
import { test } from "node:test";
import { gainBySizeFigure } from "../../../src/figures/index.js";

const interval = { estimate: 0.5, low: 0.4, high: 0.7 };

test("the paper's gains stand beside ours, size by size", () => {
  const { data } = gainBySizeFigure([{ name: "M", gain: interval, seeds: 1 }]);
  assert.deepEqual(data[1].x, ["Qwen3-8B", "Qwen3-14B", "Qwen3-32B"]);
  assert.deepEqual(data[1].y, [1.25, 5.21, 7.71]);
});
