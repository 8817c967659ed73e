import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRng } from "../../src/random/index.js";
import { bootstrapInterval, crossedBootstrapInterval } from "../../src/statistics/index.js";

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
const options = (seed: number) => ({ rng: seededRng(seed), resamples: 400 });

test("the interval of a mean agrees with its normal approximation", () => {
  const rng = seededRng(1);
  const values = Array.from({ length: 400 }, () => rng.normal());
  const { estimate, low, high } = bootstrapInterval(values, mean, { rng, resamples: 2000 });
  assert.equal(estimate, mean(values));
  const half = 1.96 * Math.sqrt(mean(values.map((x) => (x - estimate) ** 2)) / values.length);
  assert.ok(Math.abs(high - estimate - half) < 0.1 * half && Math.abs(estimate - low - half) < 0.1 * half);
});

test("clusters of equal values widen the interval as the fewer independent draws demand", () => {
  const rng = seededRng(2);
  const clusters = Array.from({ length: 100 }, () => Array(9).fill(rng.normal()) as number[]);
  const statistic = (sample: readonly (readonly number[])[]): number => mean(sample.flat());
  const clustered = bootstrapInterval(clusters, statistic, options(3));
  const single = bootstrapInterval(
    clusters.flat().map((x) => [x]),
    statistic,
    options(3),
  );
  const ratio = (clustered.high - clustered.low) / (single.high - single.low);
  assert.ok(ratio > 2.4 && ratio < 3.6, `expected about 3, received ${ratio}`);
});

test("pairing removes what the partners share", () => {
  const rng = seededRng(4);
  const base = Array.from({ length: 50 }, () => 10 * rng.normal());
  const { estimate, low, high } = bootstrapInterval(
    base.map((x) => x + 1),
    mean,
    { ...options(5), paired: base },
  );
  assert.ok(Math.abs(estimate - 1) < 1e-9 && high - low < 1e-9);
});

test("the same seed gives the same interval", () => {
  const values = [1, 5, 2, 8];
  assert.deepEqual(bootstrapInterval(values, mean, options(6)), bootstrapInterval(values, mean, options(6)));
});

test("crossed factors: two seeds that differ and problems that do not vary only over the seeds", () => {
  const scores = [Array(30).fill(0), Array(30).fill(1)] as number[][];
  assert.deepEqual(crossedBootstrapInterval(scores, mean, options(7)), { estimate: 0.5, low: 0, high: 1 });
  const paired = scores.map((row) => row.map((x) => x - 0.25));
  assert.deepEqual(crossedBootstrapInterval(scores, mean, { ...options(7), paired }), {
    estimate: 0.25,
    low: 0.25,
    high: 0.25,
  });
});

test("impossible input is refused with what was received", () => {
  assert.throws(() => bootstrapInterval([], mean, options(8)), /received none/);
  assert.throws(
    () => bootstrapInterval([1, 2], mean, { ...options(8), paired: [1] }),
    /2 clusters.*received 1/,
  );
  assert.throws(
    () => bootstrapInterval([1], mean, { rng: seededRng(8), level: 95 }),
    /\(0, 1\), received 95/,
  );
  assert.throws(() => bootstrapInterval([1], mean, { rng: seededRng(8), resamples: 0 }), /received 0/);
  assert.throws(() => crossedBootstrapInterval([[1, 2], [1]], mean, options(8)), /received 2 rows of 2 or 1/);
});
