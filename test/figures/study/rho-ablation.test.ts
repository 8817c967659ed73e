import assert from "node:assert/strict";
import { test } from "node:test";
import { rhoAblationFigure } from "../../../src/figures/index.js";

const interval = { estimate: 0.5, low: 0.4, high: 0.7 };

test("the base model is a line, other arms stand beside the shares", () => {
  const figure = rhoAblationFigure([{ rho: 0.2, accuracy: interval, values: [0.5] }], {
    title: "shares",
    base: 0.2,
    others: [{ name: "bottom 80 %", rho: 0.8, accuracy: interval, color: "#009E73" }],
  });
  const [line] = figure.layout.shapes as { y0: number; y1: number }[];
  assert.deepEqual([line.y0, line.y1], [0.2, 0.2]);
  assert.deepEqual([figure.data[2].x, figure.data[2].y], [[0.8], [0.5]]);
});
