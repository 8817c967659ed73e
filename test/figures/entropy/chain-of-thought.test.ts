import assert from "node:assert/strict";
import { test } from "node:test";
import { chainOfThoughtFigure } from "../../../src/figures/index.js";

test("lines become rows of cells, forks are framed by role, markup is escaped", () => {
  const { data, layout } = chainOfThoughtFigure(
    [
      [
        { token: "try", entropy: 1, role: "decorative" },
        { token: "7", entropy: 0.8, role: "real" },
      ],
      [{ token: "<eos>", entropy: 0, role: "determined" }],
    ],
    { title: "thought" },
  );
  // 2 x 3 + 3 cells, one empty, 2 x 1 + 3; below, 2 x 5 + 3 and the rest empty
  const times = <T>(count: number, value: T): T[] => Array(count).fill(value);
  assert.deepEqual(data[0].z, [
    [...times(9, 1), null, ...times(5, 0.8)],
    [...times(13, 0), null, null],
  ]);
  const centered = (text: string, cells: number): string[] => {
    const side = times((cells - 1) / 2, "");
    return [...side, text, ...side];
  };
  assert.deepEqual(data[0].text, [
    [...centered("try", 9), "", ...centered("7", 5)],
    [...centered("&lt;eos&gt;", 13), "", ""],
  ]);
  assert.deepEqual((data[0].customdata as string[][])[1], [...times(13, "&lt;eos&gt;"), "", ""]);
  assert.equal(data[0].zmax, 1);
  const shapes = layout.shapes as { x0: number; x1: number; line: { dash: string } }[];
  assert.deepEqual(
    shapes.map(({ x0, x1, line }) => [x0, x1, line.dash]),
    [
      [-0.5, 8.5, "dot"],
      [9.5, 14.5, "solid"],
    ],
  );
});

test("a Chinese token takes two columns a character, and an accent of its own still has a cell for its hover text", () => {
  const { data } = chainOfThoughtFigure(
    [
      [
        { token: "因此", entropy: 1 },
        { token: "\u0301", entropy: 0.5 },
      ],
    ],
    { title: "thought" },
  );
  const [row] = data[0].z as (number | null)[][];
  assert.deepEqual([row.filter((z) => z === 1).length, row.filter((z) => z === 0.5).length], [2 * 4 + 3, 3]);
});

test("a token whose entropy is not known stands on grey, apart from one that is certain", () => {
  const tokens = [
    { token: "a", entropy: null },
    { token: "b", entropy: 0 },
  ];
  const options = { title: "thought", measure: "lower bound" };
  const { data, layout } = chainOfThoughtFigure([tokens], options);
  const [row] = data[0].z as (number | null)[][];
  assert.deepEqual([row[2], row[8]], [null, 0]);
  const [ground] = layout.shapes as { x1: number; fillcolor: string; layer: string }[];
  assert.deepEqual([ground.x1, ground.fillcolor, ground.layer], [4.5, "#DDDDDD", "below"]);
  assert.match(JSON.stringify(data[0].colorbar), /lower bound<br>\(nats\)/);
});
