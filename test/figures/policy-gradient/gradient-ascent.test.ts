import assert from "node:assert/strict";
import { test } from "node:test";
import { gradientAscentFigure } from "../../../src/figures/index.js";

test("gradient ascent: a curve over its steps, a line at the best return", () => {
  const ascent = gradientAscentFigure({ curves: [{ name: "a", values: [0, 1, 2] }], best: 3 });
  assert.deepEqual(
    [ascent.data[0].x, ascent.data[0].y],
    [
      [0, 1, 2],
      [0, 1, 2],
    ],
  );
  assert.equal((ascent.layout.shapes as { y0: number }[])[0].y0, 3);
});
