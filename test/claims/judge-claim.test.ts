import assert from "node:assert/strict";
import { test } from "node:test";
import { PERCENT, POINTS } from "../../src/claims/comparisons.js";
import { type ComparisonInput, judgeClaim } from "../../src/claims/index.js";

const stated = { id: "a", claim: "c", source: "", paper: "p", command: "npm test" };
const between = (low: number, high: number, above = 0): ComparisonInput => ({
  what: `at ${low}`,
  estimate: (low + high) / 2,
  low,
  high,
  above,
  runs: 3,
});
const verdict = (...comparisons: (ComparisonInput | null)[]): string =>
  judgeClaim(stated, POINTS, comparisons).verdict;

test("the verdict follows from the intervals alone", () => {
  assert.equal(verdict(between(0.01, 0.03)), "reproduced");
  assert.equal(verdict(between(-0.01, 0.03)), "undecided");
  assert.equal(verdict(between(-0.01, 0.03, -0.02)), "reproduced");
  assert.equal(verdict(between(-0.05, -0.01)), "not reproduced");
  assert.equal(verdict(between(-0.05, -0.01), between(-0.05, 0.01)), "not reproduced");
  assert.equal(verdict(between(-0.05, -0.01), between(0.01, 0.02)), "partly reproduced");
  assert.equal(verdict(between(0.01, 0.03), null), "not tested here");
});

test("what stands beside has no say, and something must decide", () => {
  const beside = { ...between(-0.05, -0.01), beside: true };
  assert.equal(verdict(between(0.01, 0.03), beside), "reproduced");
  assert.equal(verdict(between(-0.01, 0.03), beside), "undecided");
  assert.throws(() => verdict(beside), /a: wanted a comparison that decides, received 1 beside/);
});

test("an interval that one run leaves unknown decides nothing", () => {
  const unknown = { ...between(0.2, 0.4), low: null, high: null, runs: 1 };
  assert.equal(verdict(unknown), "undecided");
  assert.equal(verdict({ ...unknown, below: 0.1 }), "undecided");
});

test("between two thresholds the whole interval must lie", () => {
  const inside = (low: number, high: number): string =>
    verdict({ ...between(low, high, 0.1), below: 0.3, what: "entropy" });
  assert.deepEqual(
    [inside(0.15, 0.2), inside(0.05, 0.2), inside(0.2, 0.35), inside(0.31, 0.4), inside(0, 0.09)],
    ["reproduced", "undecided", "undecided", "not reproduced", "not reproduced"],
  );
});

test("numbers stay numbers, with the unit in which they will be written", () => {
  const { comparisons, unit, here } = judgeClaim(stated, PERCENT, [between(0.7, 0.8, 0.5)], {
    note: "one model",
  });
  assert.deepEqual(comparisons[0], { ...between(0.7, 0.8, 0.5), degrees: null, beside: false });
  assert.deepEqual([unit, here], [{ name: "%", scale: 100, digits: 1, signed: false }, "one model"]);
});
