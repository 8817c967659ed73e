import assert from "node:assert/strict";
import { test } from "node:test";
import { errorBars, horizontalLine, lineWithBand, verticalLine, withAlpha } from "../../src/figures/parts.js";

test("the band runs along the upper bound and back along the lower one", () => {
  const [band, line] = lineWithBand({
    x: Int32Array.of(0, 1),
    y: [2, 3],
    low: [1, 2],
    high: [3, 4],
    name: "top",
    color: "#D55E00",
  });
  assert.deepEqual(band.x, [0, 1, 1, 0]);
  assert.deepEqual(band.y, [3, 4, 2, 1]);
  assert.equal(band.fillcolor, "rgba(213,94,0,0.18)");
  assert.equal(band.legendgroup, line.legendgroup);
  assert.equal(line.name, "top");
});

test("bounds of another length are refused", () => {
  const few = { x: [0, 1], y: [0, 1], low: [0], high: [1, 1], name: "a", color: "#000000" };
  assert.throws(() => lineWithBand(few), /low has 1 values, want 2 as in x/);
});

test("a color that is not #RRGGBB is refused", () => {
  assert.throws(() => withAlpha("red", 0.5), /color "red": want "#RRGGBB"/);
});

test("error bars reach from the estimate to both ends, and not to an end that is unknown", () => {
  const { array, arrayminus, color } = errorBars(
    [
      { estimate: 2, low: 1.5, high: 3 },
      { estimate: 1, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
    ],
    { color: "#000000" },
  );
  assert.deepEqual([array, arrayminus, color], [[1, 0], [0.5, 0], "#000000"]);
});

test("lines cross the figure, one panel, or lie between two values", () => {
  const line = { color: "#000000" };
  assert.deepEqual(verticalLine(3, line), { type: "line", yref: "paper", x0: 3, x1: 3, y0: 0, y1: 1, line });
  const panel = { xaxis: "x2", yaxis: "y2" };
  const { xref, yref } = verticalLine(3, line, panel) as Record<string, unknown>;
  assert.deepEqual([xref, yref], ["x2", "y2 domain"]);
  assert.deepEqual(horizontalLine(3, line), {
    type: "line",
    xref: "paper",
    x0: 0,
    x1: 1,
    y0: 3,
    y1: 3,
    line,
  });
  assert.deepEqual(horizontalLine(3, line, [5, 7]), { type: "line", x0: 5, x1: 7, y0: 3, y1: 3, line });
});
