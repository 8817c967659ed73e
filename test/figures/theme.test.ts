import assert from "node:assert/strict";
import { test } from "node:test";
import { ARM_STYLES, figureLayout, seriesStyles } from "../../src/figures/index.js";

test("no two arms share a color and a dash", () => {
  const looks = Object.values(ARM_STYLES).map(({ color, dash }) => `${color} ${dash}`);
  assert.equal(new Set(looks).size, looks.length);
});

test("layout attributes are merged with the titles", () => {
  const layout = figureLayout({ title: "t", x: "step", more: { xaxis: { type: "log" }, showlegend: false } });
  assert.deepEqual(layout.xaxis, { title: { text: "step" }, type: "log" });
  assert.equal(layout.showlegend, false);
});

test("names that are no arms get looks that differ from each other and from the arms of the figure", () => {
  const names = ["top", ...Array.from({ length: 20 }, (_, i) => `rule ${i}`), "all"];
  const looks = seriesStyles(names);
  assert.deepEqual(looks.top, ARM_STYLES.top);
  assert.equal(new Set(Object.values(looks).map(({ color, dash }) => `${color} ${dash}`)).size, names.length);
  assert.deepEqual(seriesStyles(["rule 0", "rule 1"]), seriesStyles(["rule 0", "rule 1", "rule 0"]));
});
