import assert from "node:assert/strict";
import { test } from "node:test";
import {
  DEFAULT_RHO,
  DEFAULT_SELECTION,
  forkDetection,
  topCount,
  topEntropyOverlap,
} from "../../src/entropy/index.js";
import { entropyThreshold, highEntropyMask } from "../../src/policy-gradient/index.js";
import { seededRng } from "../../src/random/index.js";
import { rlvrConfig } from "../../src/training/index.js";

const RULES = ["top-k", "quantile"] as const;
const keptBy = (mask: Uint8Array) => mask.reduce((sum, kept) => sum + kept, 0);

/** rho as thousandths, so that counts are exact in whole numbers. */
const THOUSANDTHS = [1, 5, 50, 70, 100, 110, 200, 290, 300, 333, 500, 700, 900, 999, 1000];
const SIZES = Array.from({ length: 130 }, (_, i) => i + 1);

test("the count is ceil(rho n) in exact arithmetic, at every size and share", () => {
  for (const n of SIZES)
    for (const k of THOUSANDTHS)
      assert.equal(topCount(n, k / 1000), Math.ceil((k * n) / 1000), `${k} of ${n}`);
  assert.equal(topCount(0, 0.2), 0);
  for (const rho of [1e-9, 1e-12, 1e-300]) assert.equal(topCount(5, rho), 1);
});

test("without ties the quantile keeps what lies at or above an exact place", () => {
  for (const n of SIZES) {
    const values = Array.from({ length: n }, (_, i) => (i * 7919) % 131);
    for (const k of THOUSANDTHS) {
      // the place is (1000 - k) (n - 1) / 1000: kept are the order statistics from there on
      const kept = n - Math.ceil(((1000 - k) * (n - 1)) / 1000);
      const mask = highEntropyMask(values, { rho: k / 1000, rule: "quantile" });
      assert.equal(keptBy(mask), kept, `${k} of ${n}`);
    }
  }
});

test("mask, overlap, detection and threshold select the same tokens, ties included", () => {
  const rng = seededRng(5);
  for (let round = 0; round < 100; round++) {
    const n = 2 + rng.integer(80);
    const [a, b] = [1, 2].map(() => Float64Array.from({ length: n }, () => rng.integer(6) / 8));
    const rho = (1 + rng.integer(1000)) / 1000;
    const first = (values: Float64Array): Set<number> => {
      const order = Array.from(values.keys()).sort((i, j) => values[j] - values[i] || i - j);
      return new Set(order.slice(0, Math.ceil((Math.round(1000 * rho) * n) / 1000)));
    };
    const [topA, topB] = [first(a), first(b)];
    const mask = highEntropyMask(a, { rho });
    assert.deepEqual(new Set([...mask.keys()].filter((t) => mask[t])), topA);
    assert.equal(topEntropyOverlap(a, b, { rho }), [...topA].filter((t) => topB.has(t)).length / topA.size);
    const isFork = b.map((value) => (value > 0.3 ? 1 : 0)).fill(1, 0, 1);
    const [detected] = forkDetection(a, isFork, { rhos: [rho] });
    const hits = [...topA].filter((t) => isFork[t]).length;
    assert.equal(detected.precision, hits / topA.size);
    assert.equal(detected.recall, hits / isFork.reduce((sum, fork) => sum + fork, 0));
    assert.equal(detected.threshold, Math.min(...[...topA].map((t) => a[t])));
    assert.equal(detected.threshold, entropyThreshold(a, { rho }));
  }
});

test("a rho too small for a single token detects with one, not with 0 of 0", () => {
  const [{ precision, recall }] = forkDetection([1, 2, 3], [0, 0, 1], { rhos: [1e-10] });
  assert.deepEqual([precision, recall], [1, 1]);
});

test("one default for masks, measures and training", () => {
  const values = Float32Array.from({ length: 50 }, (_, i) => Math.floor(i / 3));
  assert.deepEqual(highEntropyMask(values), highEntropyMask(values, DEFAULT_SELECTION));
  assert.equal(topEntropyOverlap(values, values.slice().reverse()), 0);
  assert.equal(forkDetection(values, values)[0].rho, DEFAULT_RHO);
  const { rho, rule, scope } = rlvrConfig({ base: "x" });
  assert.deepEqual({ rho, rule, scope }, DEFAULT_SELECTION);
});

test("more tokens than an argument list or 2^24 holds, in either rule", () => {
  const n = 2 ** 24 + 5;
  // 5 and n have no common factor: every whole number below n, none twice but where 32-bit floats round above 2^24
  const values = Float32Array.from({ length: n }, (_, i) => (i * 5) % n);
  for (const rule of RULES) {
    const mask = highEntropyMask(values, { rho: 0.25, rule });
    let [kept, lowestKept, highestLeft] = [0, Infinity, -Infinity];
    for (let t = 0; t < n; t++) {
      kept += mask[t];
      if (mask[t]) lowestKept = Math.min(lowestKept, values[t]);
      else highestLeft = Math.max(highestLeft, values[t]);
    }
    assert.equal(kept, Math.ceil(n / 4));
    assert.ok(highestLeft < lowestKept);
  }
});
