import assert from "node:assert/strict";
import { test } from "node:test";
import { entropyPercentilesFigure } from "../../../src/figures/index.js";

test("one panel a percentile, each with axes of its own", () => {
  const { data, layout } = entropyPercentilesFigure({
    steps: [0, 1],
    percentiles: [50, 100],
    values: [
      [1, 2],
      [3, 4],
    ],
  });
  assert.deepEqual(
    data.map(({ xaxis, y }) => [xaxis, y]),
    [
      ["x", [1, 2]],
      ["x2", [3, 4]],
    ],
  );
  assert.ok("yaxis2" in layout);
});
