import assert from "node:assert/strict";
import { test } from "node:test";
import { entropyPerformanceFigure } from "../../../src/figures/index.js";

test("the fitted curve is drawn through the points of each run", () => {
  const figure = entropyPerformanceFigure([
    { name: "all", entropies: [0, 1, 2], performance: [0.5, 0.3, 0.1] },
  ]);
  assert.deepEqual(
    [figure.data[0].x, figure.data[0].y],
    [
      [0, 1, 2],
      [0.5, 0.3, 0.1],
    ],
  );
  const x = figure.data[1].x as number[];
  assert.deepEqual([x[0], x[x.length - 1]], [0, 2]);
});
