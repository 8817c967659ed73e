import assert from "node:assert/strict";
import { test } from "node:test";
import { baselineVarianceFigure } from "../../../src/figures/index.js";

test("baseline variance: the marks beside the curve", () => {
  const marks = [{ name: "V", baseline: 0.5, variance: 2 }];
  const baseline = baselineVarianceFigure({ baselines: [0], variances: [3], marks, state: "road" });
  assert.deepEqual([baseline.data[1].x, baseline.data[1].y], [[0.5], [2]]);
});
