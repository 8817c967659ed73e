import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRng } from "../../src/random/index.js";
import {
  crossroads,
  crossroadsLogits,
  entropyChangeFromCovariance,
  finiteDifferences,
  stateEntropies,
  weightedCovariance,
} from "../../src/tabular/index.js";

const mdp = crossroads();

test("entropies of known distributions", () => {
  const entropies = stateEntropies(mdp, crossroadsLogits());
  assert.ok(Math.abs(entropies[1] - Math.log(3)) < 1e-12);
  const opener = -(0.5 * Math.log(0.5) + 0.3 * Math.log(0.3) + 0.2 * Math.log(0.2));
  assert.ok(Math.abs(entropies[0] - opener) < 1e-12);
  const certain = crossroadsLogits().map((x, i) => (i === 3 ? 2000 : x));
  assert.equal(Math.abs(stateEntropies(mdp, certain)[1]), 0);
});

test("covariance worked by hand", () => {
  assert.ok(Math.abs(weightedCovariance([0.5, 0.5], [0, 2], [1, 5]) - 2) < 1e-12);
  assert.ok(Math.abs(weightedCovariance([0.25, 0.75], [0, 4], [3, 3])) < 1e-12);
});

test("the covariance identity is the directional derivative of the entropy, to 1e-9", () => {
  const rng = seededRng(4);
  const theta = Float64Array.from({ length: 15 }, () => rng.normal());
  const delta = Float64Array.from({ length: 15 }, () => rng.normal());
  const identity = entropyChangeFromCovariance(mdp, theta, delta);
  mdp.states.forEach((_, state) => {
    const along = ([x]: Float64Array) =>
      stateEntropies(
        mdp,
        theta.map((value, i) => value + x * delta[i]),
      )[state];
    const [slope] = finiteDifferences(along, [0]);
    assert.ok(
      Math.abs(identity[state] - slope) < 1e-9,
      `state ${state}: ${identity[state]}, wanted ${slope}`,
    );
  });
});
