import assert from "node:assert/strict";
import { test } from "node:test";
import { criticValuesFigure } from "../../../src/figures/index.js";

const measured = { estimate: 2, low: 1.5, high: 3 };

test("critic values: the sampled value with its band, the critic beside it, a line at each fork", () => {
  const { data, layout } = criticValuesFigure({
    tokens: ["try", "6"],
    sampled: [measured, { estimate: 1, low: 0.5, high: 1.5 }],
    critic: Float32Array.of(0.25, 0.5),
    forks: [1],
    title: "One response",
  });
  assert.deepEqual(data[0].y, [3, 1.5, 0.5, 1.5]);
  assert.deepEqual(
    [data[1].y, data[2].y],
    [
      [2, 1],
      [0.25, 0.5],
    ],
  );
  assert.deepEqual(
    (layout.shapes as { x0: number }[]).map(({ x0 }) => x0),
    [1],
  );
  assert.deepEqual((layout.xaxis as { ticktext: string[] }).ticktext, ["try", "6"]);
});
