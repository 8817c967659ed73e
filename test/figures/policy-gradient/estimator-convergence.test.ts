import assert from "node:assert/strict";
import { test } from "node:test";
import { estimatorConvergenceFigure } from "../../../src/figures/index.js";

test("estimator convergence: every repetition, and their root mean square per size", () => {
  const { data } = estimatorConvergenceFigure({
    sampleSizes: [10, 100],
    distances: [[3, 4], [1]],
    predicted: [4, 1],
  });
  assert.deepEqual(
    [data[0].x, data[0].y],
    [
      [10, 10, 100],
      [3, 4, 1],
    ],
  );
  assert.deepEqual(data[1].y, [Math.sqrt(12.5), 1]);
});
