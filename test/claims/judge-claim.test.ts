import assert from "node:assert/strict";
import { test } from "node:test";
import { type Comparison, judgeClaim, withSign } from "../../src/claims/index.js";

const stated = { id: "a", claim: "c", source: "", paper: "p", command: "npm test" };
const points = { name: "points", scale: 100, digits: 1 };
const between = (low: number, high: number, above = 0): Comparison => ({
  what: `at ${low}`,
  difference: { estimate: (low + high) / 2, low, high },
  above,
  seeds: 3,
});
const verdict = (...comparisons: (Comparison | null)[]): string =>
  judgeClaim(stated, points, comparisons).verdict;

test("the verdict follows from the intervals alone", () => {
  assert.equal(verdict(between(0.01, 0.03)), "reproduced");
  assert.equal(verdict(between(-0.01, 0.03)), "undecided");
  assert.equal(verdict(between(-0.01, 0.03, -0.02)), "reproduced");
  assert.equal(verdict(between(-0.05, -0.01)), "not reproduced");
  assert.equal(verdict(between(-0.05, -0.01), between(-0.05, 0.01)), "not reproduced");
  assert.equal(verdict(between(-0.05, -0.01), between(0.01, 0.02)), "partly reproduced");
  assert.equal(verdict(between(0.01, 0.03), null), "not testable here");
});

test("numbers are written in the claim's unit, the first difference beside its interval", () => {
  const { here, interval, seeds } = judgeClaim(stated, points, [
    between(0.01, 0.03),
    between(-0.04, 0.02, -0.05),
  ]);
  assert.equal(here, "at -0.04, margin −5: −1 points [−4, +2]; at 0.01: +2 points");
  assert.deepEqual([interval, seeds], [[1, 3], 3]);
});

test("an interval that one seed leaves unknown decides nothing and is not written", () => {
  const unknown = between(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  const claim = judgeClaim(stated, points, [
    { ...unknown, difference: { ...unknown.difference, estimate: 0.3 } },
  ]);
  assert.deepEqual([claim.verdict, claim.interval], ["undecided", null]);
});

test("signs are typographic", () => {
  assert.deepEqual([withSign(1.5), withSign(-1.5), withSign(0)], ["+1.5", "−1.5", "0"]);
});

test("a quantity is written without a sign, with the threshold it was held against", () => {
  const percent = { name: "%", scale: 100, digits: 1, signed: false };
  const share = { ...between(0.7, 0.8, 0.5), what: "share" };
  const {
    here,
    interval,
    verdict: judged,
  } = judgeClaim(stated, percent, [share, share], { note: "one model" });
  assert.equal(here, "one model; share, wanted above 50: 75 % [70, 80]; share, wanted above 50: 75 %");
  assert.deepEqual([interval, judged], [[70, 80], "reproduced"]);
});

test("between two thresholds the whole interval must lie", () => {
  const inside = (low: number, high: number): string =>
    verdict({ ...between(low, high, 0.1), below: 0.3, what: "entropy" });
  assert.deepEqual(
    [inside(0.15, 0.2), inside(0.05, 0.2), inside(0.2, 0.35), inside(0.31, 0.4), inside(0, 0.09)],
    ["reproduced", "undecided", "undecided", "not reproduced", "not reproduced"],
  );
  const nats = { name: "nats", scale: 1, digits: 3, signed: false };
  assert.equal(
    judgeClaim(stated, nats, [{ ...between(0.15, 0.25, 0.1), below: 0.3, what: "entropy" }]).here,
    "entropy, wanted between 0.1 and 0.3: 0.2 nats",
  );
});
