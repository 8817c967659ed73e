import assert from "node:assert/strict";
import { test } from "node:test";
import { promptWeightFigure } from "../../../src/figures/index.js";

test("prompt weight: a curve for each advantage, by name", () => {
  const weight = promptWeightFigure({ rates: [0.1], curves: [{ name: "GRPO", values: [0.2] }] });
  assert.deepEqual([weight.data[0].name, weight.data[0].y], ["GRPO", [0.2]]);
});
