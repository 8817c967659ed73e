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
  });
});
