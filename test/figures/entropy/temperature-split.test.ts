import assert from "node:assert/strict";
import { test } from "node:test";
import { type TemperatureCurve, temperatureSplitFigure } from "../../../src/figures/index.js";

const curve: TemperatureCurve = {
  name: "high-entropy tokens",
  varies: "high",
  points: [0, 0.1, 0.2, 2].map((temperature) => ({
    temperature,
    score: { estimate: 0.5, low: 0.4, high: 0.7 },
  })),
};
const options = { title: "two temperatures", y: "accuracy" };

test("the axis is linear up to 0.2 and logarithmic beyond, and intervals are drawn as error bars", () => {
  const [trace] = temperatureSplitFigure([{ title: "base", curves: [curve] }], options).data;
  assert.deepEqual(
    (trace.x as number[]).map((x) => Number(x.toFixed(9))),
    [0, 0.5, 1, 2],
  );
  const { array, arrayminus } = trace.error_y as { array: number[]; arrayminus: number[] };
  assert.deepEqual([array[0].toFixed(6), arrayminus[0].toFixed(6)], ["0.200000", "0.100000"]);
});

test("the paper's scores stand apart from our temperatures", () => {
  const { data } = temperatureSplitFigure([{ title: "base", curves: [curve] }], {
    ...options,
    paperLabels: [72.22, 0.14],
  });
  assert.equal(data.length, 2);
  assert.equal(data[1].xaxis, "x2");
  assert.deepEqual(
    (data[1].y as number[]).map((y) => y.toFixed(4)),
    ["0.7222", "0.0014"],
  );
  assert.match(String(data[1].name), /curve and temperature not stated/);
});
