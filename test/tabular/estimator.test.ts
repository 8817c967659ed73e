import assert from "node:assert/strict";
import { test } from "node:test";
import {
  advantageValue,
  baselinedReturn,
  generalizedAdvantage,
  rewardToGo,
  stateActionValue,
  tdResidual,
  totalReturn,
} from "../../src/policy-gradient/index.js";
import { seededRng } from "../../src/random/index.js";
import {
  crossroads,
  exactGradient,
  exactMoments,
  exactValues,
  gradientEstimate,
  optimalBaseline,
  type Psi,
  sampleMoments,
  sampleTrajectories,
} from "../../src/tabular/index.js";

const mdp = crossroads();
const rng = seededRng(8);
const theta = Float64Array.from({ length: 15 }, () => rng.normal());
const { v, q } = exactValues(mdp, theta);
const valuesAlong = (states: readonly number[], values = v) => [...states.map((s) => values[s]), 0];
const unbiased: Record<string, Psi> = {
  totalReturn: ({ rewards }) => totalReturn(rewards),
  rewardToGo: ({ rewards }) => rewardToGo(rewards),
  "any baseline": ({ rewards, states }) =>
    baselinedReturn(
      rewards,
      states.map((s) => Math.sin(s) * 5),
    ),
  Q: ({ states, actions }) => stateActionValue(q, states, actions),
  A: ({ states, actions }) => advantageValue(q, v, states, actions),
  "TD residual": ({ rewards, states }) => tdResidual(rewards, valuesAlong(states)),
  GAE: ({ rewards, states }) => generalizedAdvantage(rewards, valuesAlong(states), { lambda: 0.7 }),
};

for (const [name, psi] of Object.entries(unbiased)) {
  test(`${name}: the expectation is the exact gradient to 1e-9`, () => {
    const exact = exactGradient(mdp, theta);
    exactMoments(mdp, theta, psi).mean.forEach((g, i) => {
      assert.ok(Math.abs(g - exact[i]) < 1e-9, `entry ${i}: ${g}, wanted ${exact[i]}`);
    });
  });
}

test("with a wrong value function the TD residual is biased, reward-to-go with that baseline is not", () => {
  const wrong = v.map((value, s) => value + s / 4);
  const distance = (psi: Psi) => {
    const exact = exactGradient(mdp, theta);
    return Math.hypot(...exactMoments(mdp, theta, psi).mean.map((g, i) => g - exact[i]));
  };
  assert.ok(distance(({ rewards, states }) => tdResidual(rewards, valuesAlong(states, wrong))) > 0.01);
  assert.ok(
    distance(({ rewards, states }) =>
      baselinedReturn(
        rewards,
        states.map((s) => wrong[s]),
      ),
    ) < 1e-12,
  );
});

test("the optimal baseline is a minimum of the exact variance", () => {
  const best = optimalBaseline(mdp, theta);
  const variance = (baseline: ArrayLike<number>) =>
    exactMoments(mdp, theta, ({ rewards, states }) =>
      baselinedReturn(
        rewards,
        states.map((s) => baseline[s]),
      ),
    ).variance;
  const least = variance(best);
  for (let s = 0; s < 5; s++)
    for (const shift of [-1e-3, 1e-3]) {
      const moved = best.map((b, state) => b + (state === s ? shift : 0));
      assert.ok(variance(moved) > least, `state ${s}, shift ${shift}`);
    }
  assert.ok(least < variance(v));
});

test("sample moments approach the exact ones", () => {
  const psi = unbiased.rewardToGo;
  const exact = exactMoments(mdp, theta, psi);
  const count = 20_000;
  const sampled = sampleMoments(
    mdp,
    theta,
    psi,
    sampleTrajectories(mdp, theta, { count, rng: seededRng(2) }),
  );
  assert.ok(
    Math.hypot(...sampled.mean.map((g, i) => g - exact.mean[i])) < 3 * Math.sqrt(exact.variance / count),
  );
  assert.ok(Math.abs(sampled.variance / exact.variance - 1) < 0.05);
  assert.throws(() => sampleMoments(mdp, theta, psi, []), /at least 2 trajectories, received 0/);
});

test("sample variance of two estimates, worked by hand", () => {
  const pair = sampleTrajectories(mdp, theta, { count: 2, rng: seededRng(3) });
  const psi = unbiased.totalReturn;
  const [a, b] = pair.map((tau) => gradientEstimate(mdp, theta, psi, tau));
  const halfSquaredDistance = a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0) / 2;
  assert.ok(Math.abs(sampleMoments(mdp, theta, psi, pair).variance - halfSquaredDistance) < 1e-12);
});
