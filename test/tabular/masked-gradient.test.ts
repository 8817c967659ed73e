import assert from "node:assert/strict";
import { test } from "node:test";
import {
  actionProbabilities,
  crossroads,
  crossroadsLogits,
  exactGradient,
  exactMoments,
  exactValues,
  type Mdp,
  maskedGradient,
} from "../../src/tabular/index.js";

const near = (a: ArrayLike<number>, b: ArrayLike<number>): void => {
  assert.equal(a.length, b.length);
  for (let i = 0; i < a.length; i++) assert.ok(Math.abs(a[i] - b[i]) < 1e-12, `${i}: ${a[i]} ${b[i]}`);
};

test("kept and dropped tokens together have the gradient, and a mask the mean of its estimates over all trajectories", () => {
  const [world, theta] = [crossroads(), crossroadsLogits()];
  const { advantage } = exactValues(world, theta);
  const masks = [
    (state: number) => state === 1 || state === 2,
    (state: number, action: number) => actionProbabilities(world, theta, state)[action] < 0.1,
  ];
  for (const isKept of masks) {
    const kept = maskedGradient(world, theta, isKept);
    const dropped = maskedGradient(world, theta, (state, action) => !isKept(state, action));
    near(
      kept.map((g, i) => g + dropped[i]),
      exactGradient(world, theta),
    );
    const masked = exactMoments(world, theta, ({ states, actions }) =>
      states.map((state, t) => (isKept(state, actions[t]) ? advantage[state][actions[t]] : 0)),
    );
    near(kept, masked.mean);
  }
});

test("where one action of two has probability p, the share p of the gradient comes through the other", () => {
  for (const p of [0.5, 0.9, 0.98]) {
    const right = [{ next: null, probability: 1, reward: 1 }];
    const wrong = [{ next: null, probability: 1, reward: 0 }];
    const world: Mdp = { states: ["start"], actions: ["go on", "slip"], transitions: [[right, wrong]] };
    const theta = [Math.log(p), Math.log(1 - p)];
    const whole = maskedGradient(world, theta, () => true);
    const slips = maskedGradient(world, theta, (_, action) => action === 1);
    assert.ok(Math.abs(slips[0] / whole[0] - p) < 1e-12);
  }
});
