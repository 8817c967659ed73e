import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRng } from "../../src/random/index.js";
import {
  crossroads,
  crossroadsLogits,
  enumerateTrajectories,
  sampleTrajectories,
  type Trajectory,
  trajectoryProbability,
} from "../../src/tabular/index.js";

const mdp = crossroads();
const theta = crossroadsLogits();
const key = ({ states, actions, rewards }: Trajectory) => JSON.stringify([states, actions, rewards]);

test("the trajectories are distinct and their probabilities sum to 1", () => {
  const all = enumerateTrajectories(mdp, theta);
  // 6 openers x (2 roads x (4 + 4) + 2 roads x (4 + 4) + 1 for giving up): end(0) has one outcome, end(p) two
  assert.equal(all.length, 6 * (16 + 16 + 1));
  assert.equal(new Set(all.map(key)).size, all.length);
  assert.ok(Math.abs(all.reduce((sum, tau) => sum + trajectoryProbability(tau), 0) - 1) < 1e-12);
});

test("one trajectory's two factors, worked by hand", () => {
  const wanted = key({ states: [0, 1, 3], actions: [0, 0, 0], rewards: [1, 0, 1] } as unknown as Trajectory);
  const tau = enumerateTrajectories(mdp, theta).find((one) => key(one) === wanted)!;
  assert.ok(Math.abs(tau.policyProbability - (0.5 * 0.95) / 3) < 1e-12);
  assert.ok(Math.abs(tau.dynamicsProbability - 0.5 * 0.75 * 0.9) < 1e-12);
});

test("samples occur as often as enumeration says", () => {
  const count = 40_000;
  const seen = new Map<string, number>();
  for (const tau of sampleTrajectories(mdp, theta, { count, rng: seededRng(1) }))
    seen.set(key(tau), (seen.get(key(tau)) ?? 0) + 1);
  for (const tau of enumerateTrajectories(mdp, theta)) {
    const p = trajectoryProbability(tau);
    const spread = Math.sqrt((p * (1 - p)) / count);
    assert.ok(Math.abs((seen.get(key(tau)) ?? 0) / count - p) < 5 * spread + 2 / count, key(tau));
    seen.delete(key(tau));
  }
  assert.equal(seen.size, 0);
});
