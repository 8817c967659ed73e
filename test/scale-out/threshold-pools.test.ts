import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRng } from "../../src/random/index.js";
import { poolEffect } from "../../src/scale-out/index.js";

test("pools of one response keep the same share of each, whatever their entropies", () => {
  // two responses of five tokens; over both, the top 40 % are the four of the second that are above 1
  const entropies = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 1.1, 1.2, 1.3, 1.4];
  const responses = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
  const { overlap, pools, threshold, keptOfResponse } = poolEffect({ entropies, responses }, 1, { rho: 0.4 });
  assert.equal(pools, 2);
  assert.equal(overlap, 0.5); // 1.3 and 1.4 out of four
  assert.ok(Math.abs(threshold.median - (0.4 + 1.3) / 2) < 1e-12);
  assert.deepEqual([keptOfResponse.low, keptOfResponse.high], [0.4, 0.4]);
});

test("one pool of all responses is the batch's mask", () => {
  const rng = seededRng(1);
  const responses = Array.from({ length: 300 }, (_, t) => Math.floor(t / 30));
  const entropies = responses.map((response) => rng.uniform() * (1 + response));
  const whole = poolEffect({ entropies, responses }, 10);
  assert.equal(whole.overlap, 1);
  assert.equal(whole.pools, 1);
  const kept = entropies.filter((entropy) => entropy >= whole.threshold.median).length;
  assert.equal(kept, 60);
  assert.ok(poolEffect({ entropies, responses }, 2).overlap < 1);
  assert.throws(() => poolEffect({ entropies, responses }, 0), /received 0/);
});
