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
