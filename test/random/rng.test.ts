import assert from "node:assert/strict";
import { test } from "node:test";
import { restoreRng, seededRng } from "../../src/random/index.js";

const draw = (n: number, next: () => number): number[] => Array.from({ length: n }, next);

test("the same seed gives the same stream, another seed another", () => {
  const [a, b, c] = [seededRng(1), seededRng(1), seededRng(2)];
  assert.deepEqual(draw(50, a.uniform), draw(50, b.uniform));
  assert.notDeepEqual(draw(50, seededRng(1).uniform), draw(50, c.uniform));
});

test("a restored stream goes on where the saved one stood", () => {
  const rng = seededRng(7);
  draw(10, rng.uniform);
  const saved = JSON.parse(JSON.stringify(rng.state()));
  assert.deepEqual(draw(20, rng.normal), draw(20, restoreRng(saved).normal));
});

test("uniform has mean 1/2 and variance 1/12, normal has mean 0 and variance 1", () => {
  const moments = (values: number[]) => {
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    return [mean, values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length];
  };
  const rng = seededRng(3);
  const [uniformMean, uniformVariance] = moments(draw(100_000, rng.uniform));
  const [normalMean, normalVariance] = moments(draw(100_000, rng.normal));
  assert.ok(Math.abs(uniformMean - 0.5) < 0.004 && Math.abs(uniformVariance - 1 / 12) < 0.002);
  assert.ok(Math.abs(normalMean) < 0.015 && Math.abs(normalVariance - 1) < 0.02);
});

test("weighted choice follows the weights", () => {
  const rng = seededRng(4);
  const counts = { a: 0, b: 0, c: 0 };
  for (let i = 0; i < 20_000; i++) counts[rng.choice(["a", "b", "c"] as const, [5, 3, 2])]++;
  assert.ok(Math.abs(counts.a / 20_000 - 0.5) < 0.015);
  assert.ok(Math.abs(counts.c / 20_000 - 0.2) < 0.012);
});

test("a permutation holds every index once", () => {
  assert.deepEqual(
    [...seededRng(5).permutation(100)].sort((a, b) => a - b),
    [...Array(100).keys()],
  );
});

test("streams split with different labels differ, and splitting does not advance the parent", () => {
  const rng = seededRng(6);
  const before = rng.state();
  const [a, b] = [rng.split(1), rng.split(2)];
  assert.deepEqual(rng.state(), before);
  assert.notDeepEqual(draw(20, a.uniform), draw(20, b.uniform));
  assert.deepEqual(draw(20, rng.split(1).uniform), draw(20, seededRng(6).split(1).uniform));
});

test("a seed that could not be told apart from others is refused with the value received", () => {
  for (const seed of [0.5, -1, 2 ** 32, 2 ** 53 + 2, 1e99, Number.NaN])
    assert.throws(() => seededRng(seed), /seed must be a whole number from 0 to 4294967295, received/);
  assert.notDeepEqual(seededRng(2 ** 32 - 1).state(), seededRng(0).state());
});
