import assert from "node:assert/strict";
import { test } from "node:test";
import { axesOf, panelGrid, panelRow, panelTitle } from "../../src/figures/panels.js";

test("a grid is filled row by row, from the top", () => {
  const gaps = { left: 0.1, right: 0.2, top: 0.05, bottom: 0.15 };
  const [first, second, third] = panelGrid(3, { columns: 2, gaps });
  const rounded = (ends: readonly number[] = []) => ends.map((end) => Number(end.toFixed(12)));
  assert.deepEqual([first.x, first.y].map(rounded), [
    [0.1, 0.3],
    [0.65, 0.95],
  ]);
  assert.deepEqual([second.x, second.y].map(rounded), [
    [0.6, 0.8],
    [0.65, 0.95],
  ]);
  assert.deepEqual([third.x, third.y].map(rounded), [
    [0.1, 0.3],
    [0.15, 0.45],
  ]);
  assert.deepEqual(
    [first, second, third].map(({ axes }) => axes.xaxis),
    ["x", "x2", "x3"],
  );
  assert.deepEqual(
    [first, second, third].map(({ lowest }) => lowest),
    [false, false, true],
  );
});

test("the axes of a panel are anchored to each other, and its title stands over its middle", () => {
  const panels = panelRow([
    [0, 0.4],
    [0.6, 1],
  ]);
  assert.deepEqual(
    axesOf(panels, (_, i) => ({ x: { nticks: i }, y: {} })),
    {
      xaxis: { domain: [0, 0.4], anchor: "y", nticks: 0 },
      yaxis: { anchor: "x" },
      xaxis2: { domain: [0.6, 1], anchor: "y2", nticks: 1 },
      yaxis2: { anchor: "x2" },
    },
  );
  const { x, y } = panelTitle("two", panels[1], { y: 1.1 }) as { x: number; y: number };
  assert.deepEqual([x, y], [0.8, 1.1]);
});
