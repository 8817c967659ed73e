import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRng } from "../../src/random/index.js";
import { clusteredMean } from "../../src/statistics/index.js";

const options = (seed = 1) => ({ rng: seededRng(seed), resamples: 400 });

test("the mean counts tokens, not clusters, and leaves out those of weight 0", () => {
  // cluster 7 holds 1, 1, 0 and cluster 9 holds 0: two ones of four tokens
  assert.equal(clusteredMean([1, 1, 0, 0], [7, 7, 7, 9], options()).estimate, 2 / 4);
  assert.equal(
    clusteredMean([1, 1, 0, 0], [7, 7, 7, 9], { ...options(), weights: [1, 0, 0, 1] }).estimate,
    1 / 2,
  );
  // (2 * 1 + 1 * 4) / (2 + 1)
  assert.equal(clusteredMean([1, 4], [0, 1], { ...options(), weights: [2, 1] }).estimate, 2);
});

test("two clusters: a resample holds either alone or both, and the interval reaches to the two alone", () => {
  // alone: 1 and 0.25; both: (2 + 1) / (2 + 4) = 0.5
  const values = [1, 1, 1, 0, 0, 0];
  const { estimate, low, high } = clusteredMean(values, [0, 0, 1, 1, 1, 1], options());
  assert.deepEqual([estimate, low, high], [0.5, 0.25, 1]);
});

test("equal clusters leave no doubt, and one cluster knows none", () => {
  const same = clusteredMean([1, 0, 1, 0], [0, 0, 1, 1], options());
  assert.deepEqual([same.low, same.high], [0.5, 0.5]);
  const one = clusteredMean([1, 0, 0, 0], [3, 3, 3, 3], options());
  assert.deepEqual([one.low, one.high], [0.25, 0.25]);
});

test("clusters without weight are not drawn", () => {
  const weighed = { ...options(), weights: [1, 1, 0], exact: false };
  const { low, high } = clusteredMean([1, 1, 0], [0, 1, 2], weighed);
  assert.deepEqual([low, high], [1, 1]);
});

test("where all values are 0, or all 1, the clusters with weight say what may have been missed", () => {
  const close = (received: number, wanted: number): void =>
    assert.ok(Math.abs(received - wanted) < 1e-12, `${received}, wanted ${wanted}`);
  // two clusters, four values: (1 - high) ** 2 = 0.025
  const none = clusteredMean([0, 0, 0, 0], [4, 4, 4, 9], options());
  assert.equal(none.low, 0);
  close((1 - none.high) ** 2, 0.025);
  const all = clusteredMean([1, 1, 0], [0, 1, 2], { ...options(), weights: [1, 1, 0] });
  assert.equal(all.high, 1);
  close(all.low ** 2, 0.025);
});

test("what does not fit is refused", () => {
  assert.throws(() => clusteredMean([1, 0], [0], options()), /each of 2 values, received 1 and 2/);
  assert.throws(() => clusteredMean([1], [0], { ...options(), weights: [-1] }), />= 0, received -1 at 0/);
  assert.throws(() => clusteredMean([1], [0], { ...options(), weights: [0] }), /received none/);
  assert.throws(() => clusteredMean([], [], options()), /received none/);
});
