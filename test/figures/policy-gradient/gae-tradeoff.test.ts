import assert from "node:assert/strict";
import { test } from "node:test";
import { gaeTradeoffFigure } from "../../../src/figures/index.js";

test("GAE trade-off: bias and standard deviation add in squares", () => {
  const { data } = gaeTradeoffFigure({ lambdas: [0], biases: [3], variances: [64], trajectories: 4 });
  assert.deepEqual(
    data.map(({ y }) => y),
    [[3], [4], [5]],
  );
});
