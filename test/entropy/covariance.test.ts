import assert from "node:assert/strict";
import { test } from "node:test";
import { covarianceTerms, tokenCovariance } from "../../src/entropy/index.js";

test("hand-worked terms and their mean", () => {
  assert.deepEqual([...covarianceTerms([-1, -3], [2, 0])], [1, 1]);
  assert.equal(tokenCovariance([-1, -3], [2, 0]), 1);
  assert.equal(tokenCovariance([-1, -3], [0, 2]), -1);
});

test("unchanged by a shift of either side, scaled by a scale", () => {
  const logProbs = [-0.1, -2, -0.5, -1];
  const advantages = [1, -1, 0.5, 2];
  const covariance = tokenCovariance(logProbs, advantages);
  assert.ok(
    Math.abs(
      tokenCovariance(
        logProbs.map((x) => x + 5),
        advantages,
      ) - covariance,
    ) < 1e-12,
  );
  assert.ok(
    Math.abs(
      tokenCovariance(
        logProbs,
        advantages.map((x) => 3 * x - 7),
      ) -
        3 * covariance,
    ) < 1e-12,
  );
});

test("minus the covariance is the change of entropy along a small natural policy gradient step", () => {
  // Tabular softmax: z += eta A gives dH = -eta Cov_{a ~ pi}(log pi(a), A(a)) (Cui et al. 2025, Lemma 1).
  const logits = [0.3, -0.8, 1.1];
  const advantages = [1, -0.5, 0.2];
  const softmax = (z: number[]): number[] => {
    const weights = z.map(Math.exp);
    return weights.map((w) => w / weights.reduce((sum, x) => sum + x, 0));
  };
  const entropy = (z: number[]): number => -softmax(z).reduce((sum, p) => sum + p * Math.log(p), 0);
  const p = softmax(logits);
  const expectation = (f: (a: number) => number): number =>
    p.reduce((sum, weight, a) => sum + weight * f(a), 0);
  const meanLogProb = expectation((a) => Math.log(p[a]));
  const exact = expectation((a) => (Math.log(p[a]) - meanLogProb) * advantages[a]);
  const eta = 1e-5;
  const slope = (entropy(logits.map((z, a) => z + eta * advantages[a])) - entropy(logits)) / eta;
  assert.ok(Math.abs(slope + exact) < 1e-4);
  const copies = p.flatMap((weight, a) => Array(Math.round(weight * 100_000)).fill(a) as number[]);
  const sampled = tokenCovariance(
    copies.map((a) => Math.log(p[a])),
    copies.map((a) => advantages[a]),
  );
  assert.ok(Math.abs(sampled - exact) < 1e-4);
});

test("no token, another length and infinities are refused", () => {
  assert.throws(() => tokenCovariance([], []), /received none/);
  assert.throws(() => covarianceTerms([1], []), /logProbs\[1\], advantages\[0\]/);
  assert.throws(() => covarianceTerms([Number.NEGATIVE_INFINITY], [1]), /logProbs must be finite/);
});
