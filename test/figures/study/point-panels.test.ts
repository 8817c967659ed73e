import assert from "node:assert/strict";
import { test } from "node:test";
import { pointPanelsFigure } from "../../../src/figures/index.js";

const gap = { estimate: -2, low: -5, high: 0 };

test("a series has one color, one symbol and one legend entry over all panels", () => {
  const [one, other] = ["one", "other"].map((name) => ({ name, x: [1], y: [gap] }));
  const { data } = pointPanelsFigure(
    [
      { x: "dose", y: "gap", series: [one, other] },
      { x: "visits", y: "gap", series: [other] },
    ],
    { title: "t" },
  );
  assert.deepEqual(
    data.map(({ name, showlegend, yaxis }) => [name, showlegend, yaxis]),
    [
      ["one", true, "y"],
      ["other", true, "y"],
      ["other", false, "y2"],
    ],
  );
  const looks = data.map(({ marker }) => marker as { color: string; symbol: string });
  assert.deepEqual(looks[1], looks[2]);
  assert.notEqual(looks[0].color, looks[1].color);
  assert.notEqual(looks[0].symbol, looks[1].symbol);
});

test("bars reach from each estimate to both ends of its interval, and a line from end to end", () => {
  const { data } = pointPanelsFigure(
    [
      {
        ...{ x: "visits", y: "gap", series: [{ name: "one", x: [1], y: [gap] }] },
        line: {
          name: "law",
          ends: [
            [0, 0],
            [2, -4],
          ],
        },
      },
    ],
    { title: "t" },
  );
  const { array, arrayminus } = data[0].error_y as { array: number[]; arrayminus: number[] };
  assert.deepEqual([array, arrayminus], [[2], [3]]);
  assert.deepEqual(
    [data[1].x, data[1].y],
    [
      [0, 2],
      [0, -4],
    ],
  );
});

test("a series with more points than values is refused", () => {
  assert.throws(
    () =>
      pointPanelsFigure([{ x: "", y: "", series: [{ name: "one", x: [1, 2], y: [gap] }] }], { title: "t" }),
    /"one" has 2 x and 1 y/,
  );
});
