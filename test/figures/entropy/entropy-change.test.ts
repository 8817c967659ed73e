import assert from "node:assert/strict";
import { test } from "node:test";
import { entropyChangeByPercentile } from "../../../src/entropy/index.js";
import { entropyChangeFigure } from "../../../src/figures/index.js";

test("each bin is drawn once, in the colour of its sign", () => {
  const bins = entropyChangeByPercentile([0.1, 0.2], [0.3, 0.15], { bins: 2 });
  const [rises, falls] = entropyChangeFigure(bins).data.map(({ y }) => y as number[]);
  assert.ok(Math.abs(rises[0] - 0.2) < 1e-12 && Number.isNaN(rises[1]));
  assert.ok(Number.isNaN(falls[0]) && Math.abs(falls[1] - 0.05) < 1e-12);
});
