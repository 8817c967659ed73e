import assert from "node:assert/strict";
import { test } from "node:test";
import { entropyPerformanceFit } from "../../src/entropy/index.js";

test("points on the curve give back a and b", () => {
  const entropies = [1, 0.6, 0.3, 0.1];
  const fit = entropyPerformanceFit(
    entropies,
    entropies.map((h) => -0.2 * Math.exp(h) + 0.9),
  );
  assert.ok(
    Math.abs(fit.a - 0.2) < 1e-12 && Math.abs(fit.b - 0.9) < 1e-12 && Math.abs(fit.ceiling - 0.7) < 1e-12,
  );
  assert.ok(fit.rmse < 1e-12 && Math.abs(fit.rSquared - 1) < 1e-12);
});

test("hand-worked residuals: x = exp(H) of 1, 2, 3 against 1, 0, 1", () => {
  const fit = entropyPerformanceFit([0, Math.log(2), Math.log(3)], [1, 0, 1]);
  assert.deepEqual(
    fit.residuals.map((r) => Number(r.toFixed(9))),
    [0.333333333, -0.666666667, 0.333333333],
  );
  assert.ok(Math.abs(fit.a) < 1e-12 && Math.abs(fit.rSquared) < 1e-12);
  assert.ok(Math.abs(fit.rmse - Math.sqrt(2) / 3) < 1e-12);
});

test("too few points or one entropy only is refused", () => {
  assert.throws(() => entropyPerformanceFit([1, 2], [1, 2]), /three points or more.*received 2/);
  assert.throws(() => entropyPerformanceFit([1, 1, 1], [1, 2, 3]), /different entropy/);
  assert.throws(() => entropyPerformanceFit([1, 2], [1]), /entropies\[2\], performance\[1\]/);
});
