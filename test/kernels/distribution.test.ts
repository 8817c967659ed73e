import assert from "node:assert/strict";
import { test } from "node:test";
import {
  drawToken,
  logProbability,
  mostLikelyToken,
  softmaxDistribution,
} from "../../src/kernels/distribution.js";

const distribution = (logits: number[], temperature = 1) =>
  softmaxDistribution(Float32Array.from(logits), temperature, new Float64Array(logits.length));
const near = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-6, `${a}, wanted ${b}`);

test("entropy and log-probabilities equal those worked out by hand", () => {
  near(distribution([5, 5, 5, 5]).entropy, Math.log(4));
  // p = 3/4, 1/4
  const skewed = distribution([Math.log(3), 0]);
  near(skewed.entropy, -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25)));
  near(logProbability(skewed, 0), Math.log(0.75));
  near(logProbability(skewed, 1), Math.log(0.25));
  // At temperature 2 the odds 9 become 3.
  near(distribution([Math.log(9), 0], 2).entropy, skewed.entropy);
});

test("extreme logits keep their precision", () => {
  const certain = distribution([1e4, 0, -1e4]);
  assert.equal(certain.entropy, 0);
  assert.equal(logProbability(certain, 0), 0);
  near(distribution([1e4, 1e4]).entropy, Math.log(2));
  const impossible = distribution([0, Number.NEGATIVE_INFINITY, 0]);
  near(impossible.entropy, Math.log(2));
  near(logProbability(distribution([0, -50]), 1), -50);
});

test("inverse-CDF draws take each token its share of the unit interval", () => {
  const probabilities = [0.1, 0, 0.5, 0.05, 0.35];
  const skewed = distribution(probabilities.map(Math.log));
  const counts = new Float64Array(5);
  const grid = 100_000;
  for (let i = 0; i < grid; i++) counts[drawToken(skewed, i / grid)]++;
  for (const [token, p] of probabilities.entries())
    assert.ok(Math.abs(counts[token] - p * grid) <= 1, `token ${token}: ${counts[token]}`);
  assert.equal(drawToken(skewed, 0), 0);
  assert.equal(drawToken(skewed, 1 - 2 ** -32), 4);
  assert.equal(drawToken(distribution([Number.NEGATIVE_INFINITY, 0]), 0), 1);
});

test("the most likely token is the first of equals", () => {
  assert.equal(mostLikelyToken(distribution([1, 3, 3, 2])), 1);
});

test("logits that are no numbers are refused", () => {
  assert.throws(() => distribution([0, Number.NaN]), /NaN or Infinity/);
  assert.throws(() => distribution([0, Number.POSITIVE_INFINITY]), /NaN or Infinity/);
});
