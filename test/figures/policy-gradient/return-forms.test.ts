import assert from "node:assert/strict";
import { test } from "node:test";
import { returnFormsFigure } from "../../../src/figures/index.js";

const measured = { estimate: 2, low: 1.5, high: 3 };

test("return forms: bias left, exact and measured variance right, intervals as distances from the estimate", () => {
  const { data } = returnFormsFigure({
    forms: [
      { name: "a", bias: 0, variance: 2.1, measured },
      { name: "b", bias: 0.5, measured },
    ],
  });
  assert.deepEqual(data[0].text, ["0", "0.500"]);
  assert.deepEqual([data[1].x, data[1].y], [[2.1], ["a"]]);
  const error = data[2].error_x as { array: number[]; arrayminus: number[] };
  assert.deepEqual(
    [error.array, error.arrayminus],
    [
      [1, 1],
      [0.5, 0.5],
    ],
  );
});
