import assert from "node:assert/strict";
import { test } from "node:test";
import { ARM_STYLES, figureLayout, lineWithBand, withAlpha } from "../../src/figures/index.js";

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

test("no two arms share a colour and a dash", () => {
  const looks = Object.values(ARM_STYLES).map(({ color, dash }) => `${color} ${dash}`);
  assert.equal(new Set(looks).size, looks.length);
});

test("layout attributes are merged with the titles", () => {
  const layout = figureLayout({ title: "t", x: "step", more: { xaxis: { type: "log" }, showlegend: false } });
  assert.deepEqual(layout.xaxis, { title: { text: "step" }, type: "log" });
  assert.equal(layout.showlegend, false);
});

test("a colour that is not #RRGGBB is refused", () => {
  assert.throws(() => withAlpha("red", 0.5), /color "red": want "#RRGGBB"/);
});
