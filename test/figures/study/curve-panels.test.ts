import assert from "node:assert/strict";
import { test } from "node:test";
import { curvePanelsFigure } from "../../../src/figures/index.js";

test("an arm has one legend entry over all panels", () => {
  const curve = { name: "all", color: "#0072B2", steps: [0, 1], values: [1, 2], low: [0, 1], high: [2, 3] };
  const { data } = curvePanelsFigure(
    [
      { y: "accuracy", curves: [curve] },
      { y: "entropy (nats)", curves: [curve, { ...curve, name: "top" }] },
    ],
    { title: "t" },
  );
  assert.deepEqual(
    data.filter(({ showlegend }) => showlegend).map(({ name, yaxis }) => [name, yaxis]),
    [
      ["all", "y"],
      ["top", "y2"],
    ],
  );
});

test("a row of four panels is as wide as one of three, and its panels do not overlap", () => {
  const curve = { name: "all", steps: [0, 1], values: [1, 2], low: [0, 1], high: [2, 3] };
  const row = (count: number) =>
    curvePanelsFigure(
      Array.from({ length: count }, (_, i) => ({ y: `y ${i}`, curves: [curve] })),
      { title: "t" },
    ).layout as { width: number; [axis: string]: unknown };
  const domains = (layout: ReturnType<typeof row>, count: number): number[][] =>
    Array.from(
      { length: count },
      (_, i) => (layout[`xaxis${i === 0 ? "" : i + 1}`] as { domain: number[] }).domain,
    );
  assert.equal(row(4).width, row(3).width);
  const [three, four] = [domains(row(3), 3), domains(row(4), 4)];
  assert.ok(Math.abs(three[2][1] - 1) < 1e-9 && Math.abs(four[3][1] - 1) < 1e-9);
  for (let i = 1; i < 4; i++) assert.ok(four[i][0] > four[i - 1][1]);
});
