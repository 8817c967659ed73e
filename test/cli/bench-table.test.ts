import assert from "node:assert/strict";
import { test } from "node:test";
import { digits, median, spread } from "../../src/cli/bench-table.js";

test("a spread is the median with the lowest and the highest value", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(spread([10.25, 1.5, 200]), "10.3 (1.50-200)");
  assert.equal(spread([]), "-");
  assert.deepEqual([0.123, 9.999, 12.34, 345.6].map(digits), ["0.12", "10.00", "12.3", "346"]);
});
