import assert from "node:assert/strict";
import { test } from "node:test";
import {
  armMeasuresFigure,
  curvePanelsFigure,
  gainBySizeFigure,
  rhoAblationFigure,
} from "../../src/figures/index.js";
import { renderFigure } from "../../src/rendering/index.js";

const interval = { estimate: 0.5, low: 0.4, high: 0.7 };

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

test("error bars reach from the estimate to both ends of the interval", () => {
  const arms = [{ label: "all", color: "#0072B2", interval, values: [0.4, 0.6] }];
  const { data } = armMeasuresFigure([{ name: "accuracy", arms, reference: 0.2 }], { title: "t" });
  const bar = data[1].error_x as { array: number[]; arrayminus: number[] };
  assert.ok(Math.abs(bar.array[0] - 0.2) < 1e-12 && Math.abs(bar.arrayminus[0] - 0.1) < 1e-12);
});

test("the paper's gains stand beside ours, size by size", () => {
  const { data } = gainBySizeFigure([{ name: "M", gain: interval, seeds: 1 }]);
  assert.deepEqual(data[1].x, ["Qwen3-8B", "Qwen3-14B", "Qwen3-32B"]);
  assert.deepEqual(data[1].y, [1.25, 5.21, 7.71]);
});

test("all four are drawn, also with an interval that one seed leaves unknown", async () => {
  const unknown = { estimate: 1, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const figures = [
    gainBySizeFigure([{ name: "M", gain: unknown, seeds: 1 }]),
    rhoAblationFigure([{ rho: 0.2, accuracy: interval, values: [0.5] }], {
      title: "shares",
      base: 0.2,
      others: [{ name: "bottom 80 %", rho: 0.8, accuracy: interval, color: "#009E73" }],
    }),
  ];
  for (const figure of figures) assert.doesNotMatch((await renderFigure(figure)).svg, /NaN|Infinity/);
});
