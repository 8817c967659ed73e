import assert from "node:assert/strict";
import { test } from "node:test";
import { percentileBarsFigure } from "../../../src/figures/index.js";

const bins = [
  { fromPercent: 0, toPercent: 50 },
  { fromPercent: 50, toPercent: 100 },
];

test("a bar for each bin and series, values below 0 too", () => {
  const series = [
    { name: "M", bins, values: [-0.1, 1.1] },
    { name: "SmolLM2", bins, values: [0.3, 0.7] },
  ];
  const { data, layout } = percentileBarsFigure(series, { title: "gradient", y: "share", tickformat: ".0%" });
  assert.deepEqual(
    data.map(({ name, x, y }) => [name, x, y]),
    [
      ["M", ["0-50", "50-100"], [-0.1, 1.1]],
      ["SmolLM2", ["0-50", "50-100"], [0.3, 0.7]],
    ],
  );
  assert.notDeepEqual(data[0].marker, data[1].marker);
  assert.equal((layout.yaxis as { tickformat: string }).tickformat, ".0%");
});

test("a series without a value for each bin is refused by name", () => {
  assert.throws(
    () => percentileBarsFigure([{ name: "M", bins, values: [1] }], { title: "", y: "" }),
    /M: wanted a value for each of the 2 bins, received 1/,
  );
});
