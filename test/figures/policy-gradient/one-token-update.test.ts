import assert from "node:assert/strict";
import { test } from "node:test";
import { oneTokenUpdateFigure } from "../../../src/figures/index.js";

test("one-token update: before, rewarded, punished", () => {
  const bars = oneTokenUpdateFigure({ tokens: ["x"], before: [0.25], rewarded: [0.5], punished: [0.125] });
  assert.deepEqual(
    bars.data.map(({ y }) => y),
    [[0.25], [0.5], [0.125]],
  );
});
