import assert from "node:assert/strict";
import { test } from "node:test";
import { paperAccuracyFigure } from "../../../src/figures/index.js";

test("the bars are the numbers that the paper prints", () => {
  const { data } = paperAccuracyFigure();
  assert.deepEqual(data[0].y, [33.3, 45.2, 55.8, 25.4, 38.1, 45.6]);
  assert.deepEqual(data[1].y, [34.6, 50.4, 63.5, 26.2, 42.9, 56.7]);
  assert.deepEqual((data[1].x as string[])[5], "32B<br>AIME25");
});
