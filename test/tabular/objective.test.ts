import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRng } from "../../src/random/index.js";
import {
  crossroads,
  crossroadsLogits,
  exactGradient,
  exactValues,
  expectedReturn,
  finiteDifferences,
  gradientFromValues,
} from "../../src/tabular/index.js";

const mdp = crossroads();
const rng = seededRng(5);
const thetas = [crossroadsLogits(), Float64Array.from({ length: 15 }, () => rng.normal())];
const close = (a: Float64Array, b: Float64Array) =>
  a.forEach((x, i) => {
    assert.ok(Math.abs(x - b[i]) < 1e-9, `entry ${i}: ${x}, wanted ${b[i]}`);
  });

test("V and Q worked by hand on the crossroads", () => {
  const { v, q, advantage, visits } = exactValues(mdp, crossroadsLogits());
  const [road, swamp] = [0.95 * 0.9, 0.95 * 0.2];
  const look = (0.9 * road + 0.1 * swamp + 0.1 * road + 0.9 * swamp) / 3;
  const left = 0.75 * road + 0.25 * swamp;
  const right = 0.25 * road + 0.75 * swamp;
  const fork = (left + right + look - 0.1) / 3;
  close(v, Float64Array.from([fork, fork, look, road, swamp]));
  close(q[1], Float64Array.from([left, right, look - 0.1]));
  close(advantage[1], Float64Array.from([left - fork, right - fork, look - 0.1 - fork]));
  close(visits, Float64Array.from([1, 1, 1 / 3, 1 / 3 + 1 / 9, 1 / 3 + 1 / 9]));
});

test("J by enumeration is V of the start", () => {
  for (const theta of thetas)
    assert.ok(Math.abs(expectedReturn(mdp, theta) - exactValues(mdp, theta).v[0]) < 1e-12);
});

test("enumeration, finite differences and the policy-gradient theorem agree to 1e-9", () => {
  for (const theta of thetas) {
    const gradient = exactGradient(mdp, theta);
    close(
      gradient,
      finiteDifferences((at) => expectedReturn(mdp, at), theta),
    );
    close(gradient, gradientFromValues(mdp, theta));
    assert.ok(Math.hypot(...gradient) > 0.01);
  }
});
