import assert from "node:assert/strict";
import { test } from "node:test";
import { randomEffectsMean } from "../../src/statistics/index.js";

const near = (received: number, wanted: number, tolerance = 1e-9) =>
  assert.ok(Math.abs(received - wanted) < tolerance, `${received}, wanted ${wanted}`);

test("worked by hand: two effects of variance 1, at 1 and 5", () => {
  // fixed: mean 3, Q = 4 + 4 = 8; tau^2 = (8 - 1) / (2 - 2 / 2) = 7; weights 1/8 each
  // Hartung-Knapp: q = 2 * 4 / 8 = 1, standard error sqrt(1 / (1/4)) = 2, t(1) = 12.7062
  const { mean, tau, q, degrees } = randomEffectsMean([
    { estimate: 1, variance: 1 },
    { estimate: 5, variance: 1 },
  ]);
  near(mean.estimate, 3);
  near(tau, Math.sqrt(7));
  assert.deepEqual([q, degrees], [8, 1]);
  near(mean.high - 3, 2 * 12.706205, 1e-4);
});

test("worked by hand: unequal variances weigh by their inverse where the effects agree", () => {
  // weights 1, 1/4, 1/4: mean (1 + 0.5 + 0.5) / 1.5 = 4/3; Q = 1/9 + 2 * (4/9) / 4 = 1/3 < 2: tau 0
  const { mean, tau, q } = randomEffectsMean([
    { estimate: 1, variance: 1 },
    { estimate: 2, variance: 4 },
    { estimate: 2, variance: 4 },
  ]);
  near(mean.estimate, 4 / 3);
  assert.equal(tau, 0);
  near(q, 1 / 3);
  // effects that lie closer than their variances allow do not shorten the interval: error sqrt(1 / 1.5), t(2) = 4.302653
  near(mean.high - mean.estimate, 4.302653 * Math.sqrt(1 / 1.5), 1e-5);
});

test("more heterogeneity draws the weights together and widens the interval", () => {
  const effects = (far: number) => [
    { estimate: 0, variance: 0.1 },
    { estimate: far, variance: 1 },
    { estimate: -far, variance: 1 },
    { estimate: far, variance: 1 },
  ];
  const [calm, wild] = [effects(0.5), effects(5)].map(randomEffectsMean);
  assert.ok(wild.tau > calm.tau);
  assert.ok(wild.mean.high - wild.mean.low > calm.mean.high - calm.mean.low);
});

test("a single effect has no interval; none, or one without variance, is refused", () => {
  const { mean, tau } = randomEffectsMean([{ estimate: 2, variance: 1 }]);
  assert.deepEqual([mean.estimate, mean.high, tau], [2, Number.POSITIVE_INFINITY, 0]);
  assert.throws(() => randomEffectsMean([]), /received none/);
  assert.throws(() => randomEffectsMean([{ estimate: 2, variance: 0 }]), /above 0, received 0/);
});
