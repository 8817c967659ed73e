import assert from "node:assert/strict";
import { test } from "node:test";
import { studentInterval } from "../../src/statistics/index.js";

test("three values, by hand: mean 2, sd 1, t(2) = 4.303", () => {
  const { estimate, low, high } = studentInterval([1, 2, 3]);
  assert.equal(estimate, 2);
  assert.ok(Math.abs(high - (2 + 4.303 / Math.sqrt(3))) < 1e-12);
  assert.ok(Math.abs(low - (2 - 4.303 / Math.sqrt(3))) < 1e-12);
});

test("t(40) = 2.0211, beyond the table", () => {
  const values = Array.from({ length: 41 }, (_, i) => i - 20);
  const sd = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / 40);
  assert.ok(Math.abs(studentInterval(values).high / (sd / Math.sqrt(41)) - 2.0211) < 2e-4);
});

test("one value has no interval, none is refused", () => {
  assert.deepEqual(studentInterval([0.5]), {
    estimate: 0.5,
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
  });
  assert.throws(() => studentInterval([]), /at least one value/);
});
