import assert from "node:assert/strict";
import { test } from "node:test";
import { judgePrediction } from "../../src/claims/judge-prediction.js";

const stated = { who: "the paper", prediction: "ahead" };
const interval = (low: number, high: number) => ({ estimate: (low + high) / 2, low, high });
const verdict = (low: number, high: number, wanted = {}, seeds = 10) =>
  judgePrediction({ ...stated, ...wanted }, interval(low, high), seeds).verdict;

test("a prediction holds or falls by the whole interval", () => {
  assert.deepEqual(
    [verdict(0.3, 3.1), verdict(-4, -0.1), verdict(-4, 2.2)],
    ["held", "refuted", "undecided"],
  );
  const within = { above: -2, below: 2 };
  assert.deepEqual(
    [
      [-1.9, 1.9],
      [2.1, 5],
      [-5, -2.1],
      [0.3, 3.1],
    ].map(([low, high]) => verdict(low, high, within)),
    ["held", "refuted", "refuted", "undecided"],
  );
  assert.equal(verdict(-30, -12, { above: Number.NEGATIVE_INFINITY, below: -10 }), "held");
});

test("before all of its seeds are done it waits, whatever the interval says", () => {
  assert.equal(verdict(5, 6, {}, 7), "waits for 3 seeds");
  assert.equal(verdict(5, 6, {}, 9), "waits for 1 seed");
  assert.deepEqual(judgePrediction(stated, interval(0.34, 3.06), 7), {
    ...stated,
    "measured (points)": "+1.7 [0.3, 3.1]",
    seeds: 7,
    verdict: "waits for 3 seeds",
    "would detect": "",
  });
});

test("an undecided one says what its seeds would have found: 3.76 standard errors at 4 degrees of freedom", () => {
  const told = (low: number, high: number, options = {}) =>
    judgePrediction({ ...stated, planned: 5 }, interval(low, high), 5, options)["would detect"];
  // a standard error of 1 has half-widths of t(4) = 2.776 and t(20) = 2.086; of 20 degrees about 2.086 + 0.860 are found
  assert.equal(told(-2.776, 2.776), "3.8");
  assert.equal(told(-2.086, 2.086, { degrees: 20 }), "2.9");
  assert.deepEqual([told(0.1, 5.6), told(-5.6, -0.1)], ["", ""]);
  assert.equal(told(0, 0), "", "no spread, nothing to tell by");
  assert.equal(told(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY), "");
});
