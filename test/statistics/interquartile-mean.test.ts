import assert from "node:assert/strict";
import { test } from "node:test";
import { interquartileMean } from "../../src/statistics/index.js";

test("the middle half of eight values", () => {
  assert.equal(interquartileMean([100, 3, 4, 5, 6, -50, 2, 7]), (3 + 4 + 5 + 6) / 4);
});

test("five values: the outer two count nothing, the next two three quarters", () => {
  assert.equal(interquartileMean([0, 1, 2, 4, 1000]), (0.75 * 1 + 2 + 0.75 * 4) / 2.5);
});

test("one or two values: the plain mean", () => {
  assert.equal(interquartileMean([5]), 5);
  assert.equal(interquartileMean([1, 4]), 2.5);
});

test("empty input and NaN are refused", () => {
  assert.throws(() => interquartileMean([]), /received an empty list/);
  assert.throws(() => interquartileMean([1, Number.NaN]), /received NaN/);
});
