import assert from "node:assert/strict";
import { test } from "node:test";
import { intervalSide } from "../../src/statistics/index.js";

const side = (low: number, high: number, options?: { reference?: number; margin?: number }) =>
  intervalSide({ estimate: (low + high) / 2, low, high }, options);

test("an interval lies above, below, or holds the reference", () => {
  assert.deepEqual(
    [side(0.1, 2), side(-2, -0.1), side(-1, 1), side(0, 1)],
    ["above", "below", "undecided", "undecided"],
  );
  assert.deepEqual([side(0.1, 2, { reference: 1 }), side(1.1, 2, { reference: 1 })], ["undecided", "above"]);
});

test("within the margin on both sides it is a tie, unless it leaves the reference out", () => {
  assert.deepEqual(
    [side(-1.9, 1.9, { margin: 2 }), side(-2, 1, { margin: 2 }), side(0.1, 1, { margin: 2 })],
    ["within", "undecided", "above"],
  );
  assert.equal(side(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, { margin: 2 }), "undecided");
});
