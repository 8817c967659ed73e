import assert from "node:assert/strict";
import { test } from "node:test";
import { maskComparisonFigure } from "../../../src/figures/index.js";

test("mask comparison: a row per mask, a line where a response begins, thicker for a rank", () => {
  const { data, layout } = maskComparisonFigure({
    entropies: [0.1, 0.9],
    masks: [
      { name: "a", mask: [0, 1] },
      { name: "b", mask: Uint8Array.of(1, 1) },
    ],
    boundaries: [
      { token: 1, rank: false },
      { token: 2, rank: true },
    ],
  });
  assert.deepEqual(data[1].z, [
    [0, 1],
    [1, 1],
  ]);
  const lines = layout.shapes as { x0: number; line: { width: number } }[];
  assert.deepEqual(
    lines.map(({ x0 }) => x0),
    [0.5, 1.5],
  );
  assert.ok(lines[1].line.width > lines[0].line.width);
});
