import assert from "node:assert/strict";
import { test } from "node:test";
import { largestDifference } from "../../src/statistics/index.js";

test("the largest of the absolute differences; 0 for empty lists; lists of one length", () => {
  assert.equal(largestDifference([1, 2, 3], Float64Array.of(1, -1, 3.5)), 3);
  assert.equal(largestDifference([], []), 0);
  assert.throws(() => largestDifference([1], [1, 2]), /received 1 and 2/);
});
