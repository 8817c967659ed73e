import assert from "node:assert/strict";
import { test } from "node:test";
import { slope } from "../../src/statistics/index.js";

test("worked by hand: four points, slope 0.6, residual squares 0.2", () => {
  // mean x 1.5, mean y 1; Sxx 5, Sxy 3; residuals -0.1, 0.3, -0.3, 0.1: squares 0.2
  const { estimate, low, high, degrees } = slope([0, 1, 2, 3], [0, 1, 1, 2]);
  assert.ok(Math.abs(estimate - 0.6) < 1e-12);
  assert.equal(degrees, 2);
  const half = 4.302653 * Math.sqrt(0.2 / 2 / 5);
  assert.ok(Math.abs(high - low - 2 * half) < 1e-5);
});

test("a straight line has a slope without doubt", () => {
  const { estimate, low, high } = slope([1, 2, 5], [3, 5, 11]);
  assert.deepEqual([estimate, low, high], [2, 2, 2]);
});

test("too few points and equal x are refused", () => {
  assert.throws(() => slope([1, 2], [1, 2]), /three points or more .* received 2/);
  assert.throws(() => slope([1, 1, 1], [1, 2, 3]), /at different x, received 3/);
  assert.throws(() => slope([1, 2, 3], [1, 2]), /received 3 and 2/);
});
