import assert from "node:assert/strict";
import { test } from "node:test";
import { covarianceFigure } from "../../../src/figures/index.js";

test("a point a checkpoint, named by its step, and both zero lines", () => {
  const figure = covarianceFigure([{ step: 40, covariance: 0.1, nextChange: -0.2 }], { correlation: -1 });
  const [points] = figure.data;
  assert.deepEqual([points.x, points.y, points.text], [[0.1], [-0.2], ["40"]]);
  assert.equal((figure.layout.shapes as object[]).length, 2);
});
