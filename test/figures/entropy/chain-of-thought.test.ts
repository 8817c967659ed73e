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
  assert.deepEqual(data[0].z, [
    [1, 0.8],
    [0, null],
  ]);
  assert.deepEqual(data[0].text, [
    ["try", "7"],
    ["&lt;eos&gt;", ""],
  ]);
  assert.equal(data[0].zmax, 1);
  const shapes = layout.shapes as { x0: number; line: { dash: string } }[];
  assert.deepEqual(
    shapes.map(({ x0, line }) => [Math.round(x0 + 0.47), line.dash]),
    [
      [0, "dot"],
      [1, "solid"],
    ],
  );
});
