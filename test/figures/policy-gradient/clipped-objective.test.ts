import assert from "node:assert/strict";
import { test } from "node:test";
import { clippedObjectiveFigure } from "../../../src/figures/index.js";

test("clipped objective: the band reaches from 1 - clipLow to 1 + clipHigh", () => {
  const clip = clippedObjectiveFigure({
    ratios: [1],
    positive: [1],
    negative: [-1],
    clipLow: 0.2,
    clipHigh: 0.28,
  });
  const [band] = clip.layout.shapes as { x0: number; x1: number }[];
  assert.deepEqual([band.x0, band.x1], [0.8, 1.28]);
});
