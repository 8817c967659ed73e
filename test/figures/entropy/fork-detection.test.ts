import assert from "node:assert/strict";
import { test } from "node:test";
import { forkDetectionFigure } from "../../../src/figures/index.js";

test("precision, recall and the precision by chance over rho", () => {
  const points = [{ rho: 0.2, threshold: 1, precision: 0.7, recall: 0.9 }];
  const figure = forkDetectionFigure([{ name: "real", points, prevalence: 0.2 }]);
  assert.deepEqual(
    figure.data.map(({ x, y }) => [x, y]),
    [
      [[0.2], [0.7]],
      [[0.2], [0.9]],
      [[0.2], [0.2]],
    ],
  );
});
