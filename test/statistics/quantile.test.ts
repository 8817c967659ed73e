import assert from "node:assert/strict";
import { test } from "node:test";
import { quantile, quantiles } from "../../src/statistics/index.js";

test("quantiles interpolate linearly between order statistics, as NumPy does", () => {
  // numpy.quantile([3, 1, 2, 4], [0, 0.25, 0.5, 0.8, 1]) -> [1, 1.75, 2.5, 3.4, 4]
  assert.deepEqual(
    quantiles([3, 1, 2, 4], [0, 0.25, 0.5, 0.8, 1]).map((q) => Number(q.toFixed(12))),
    [1, 1.75, 2.5, 3.4, 4],
  );
});

test("one value is every quantile, and infinities do not turn into NaN", () => {
  assert.equal(quantile(new Float32Array([7]), 0.3), 7);
  assert.equal(
    quantile([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY], 0.75),
    Number.POSITIVE_INFINITY,
  );
});

test("an empty list, NaN and an impossible probability are refused", () => {
  assert.throws(() => quantile([], 0.5), /received an empty list/);
  assert.throws(() => quantile([1, Number.NaN], 0.5), /received NaN/);
  assert.throws(() => quantile([1], 1.2), /\[0, 1\], received 1.2/);
});
