import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRng } from "../../src/random/index.js";
import { bootstrapInterval, mean, shareInterval } from "../../src/statistics/index.js";

const options = () => ({ rng: seededRng(1), resamples: 200 });
const close = (received: number, wanted: number): void =>
  assert.ok(Math.abs(received - wanted) < 1e-12, `${received}, wanted ${wanted}`);

test("0 of 30 reaches to 11.6 %, and 30 of 30 from 88.4 % on, as Clopper and Pearson have it", () => {
  const none = shareInterval(new Array(30).fill(0), options());
  assert.deepEqual([none.estimate, none.low], [0, 0]);
  // (1 - 0.11570) ** 30 = 0.025: so rarely would 30 problems hide a share of this size
  close((1 - none.high) ** 30, 0.025);
  assert.equal(none.high.toFixed(4), "0.1157");
  const all = shareInterval(new Array(30).fill(1), options());
  assert.deepEqual([all.estimate, all.high], [1, 1]);
  assert.equal(all.low.toFixed(4), "0.8843");
});

test("a single cluster says next to nothing, and a lower level less", () => {
  close(shareInterval([0], options()).high, 0.975);
  close(shareInterval([0, 0], { ...options(), level: 0.5 }).high, 1 - Math.sqrt(0.25));
});

test("equal shares between 0 and 1 may hide clusters of either end", () => {
  // of two clusters: up to 1 - sqrt(0.025) of all are unlike these, at 0 or at 1
  const { estimate, low, high } = shareInterval([0.5, 0.5], options());
  assert.equal(estimate, 0.5);
  close(low, 0.5 * Math.sqrt(0.025));
  close(high, 1 - 0.5 * Math.sqrt(0.025));
});

test("unequal shares keep the interval of the bootstrap", () => {
  assert.deepEqual(shareInterval([0, 1, 0.5], options()), bootstrapInterval([0, 1, 0.5], mean, options()));
});

test("what is no share keeps the bootstrap, what no interval has is refused", () => {
  assert.deepEqual(shareInterval([-1, -1], options()), { estimate: -1, low: -1, high: -1 });
  assert.throws(
    () => shareInterval([0, 0], { ...options(), level: 1 }),
    /level must lie in \(0, 1\), received 1/,
  );
  assert.throws(() => shareInterval([], options()), /at least one cluster, received none/);
});
