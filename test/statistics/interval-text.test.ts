import assert from "node:assert/strict";
import { test } from "node:test";
import { intervalText, numberText } from "../../src/statistics/index.js";

const interval = { estimate: -0.027, low: -0.047, high: 0.007 };

test("one minus sign, fixed decimals, a plus only before a signed estimate", () => {
  assert.equal(intervalText(interval), "−0.027 [−0.047, 0.007]");
  assert.equal(intervalText(interval, { scale: 100, digits: 1, signed: true }), "−2.7 [−4.7, 0.7]");
  const rising = { estimate: 4, low: 1, high: 7.04 };
  assert.equal(intervalText(rising, { digits: 1, signed: true }), "+4.0 [1.0, 7.0]");
  assert.equal(intervalText(rising, { digits: 1 }), "4.0 [1.0, 7.0]");
});

test("what rounds to 0 has no sign", () => {
  assert.deepEqual(
    [-0.004, 0.004, 0, -0].map((value) => numberText(value, { digits: 2, signed: true })),
    ["0.00", "0.00", "0.00", "0.00"],
  );
});

test("one run has no interval", () => {
  const one = { estimate: 0.5, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  assert.equal(intervalText(one, { digits: 1, signed: true }), "+0.5 (one run)");
});
