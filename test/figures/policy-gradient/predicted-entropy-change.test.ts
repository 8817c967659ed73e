import assert from "node:assert/strict";
import { test } from "node:test";
import { predictedEntropyChangeFigure } from "../../../src/figures/index.js";

test("predicted entropy change: the diagonal spans all dots", () => {
  const { data } = predictedEntropyChangeFigure({
    series: [{ name: "a", predicted: [-1, 2], actual: [-3, 1] }],
  });
  assert.deepEqual(
    [data[0].x, data[0].y],
    [
      [-3, 2],
      [-3, 2],
    ],
  );
});
