import assert from "node:assert/strict";
import { test } from "node:test";
import { forkDetection } from "../../src/entropy/index.js";

test("hand-worked: ten tokens, three forks, two of them on top", () => {
  const entropies = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0];
  const isFork = [1, 0, 1, 0, 0, 0, 1, 0, 0, 0];
  assert.deepEqual(forkDetection(entropies, isFork, { rhos: [0.1, 0.3, 1] }), [
    { rho: 0.1, threshold: 0.9, precision: 1, recall: 1 / 3 },
    { rho: 0.3, threshold: 0.7, precision: 2 / 3, recall: 2 / 3 },
    { rho: 1, threshold: 0, precision: 0.3, recall: 1 },
  ]);
});

test("recall never falls as rho grows", () => {
  const entropies = Array.from({ length: 500 }, (_, i) => Math.sin(i * 7) ** 2);
  const isFork = entropies.map((entropy, i) => entropy > 0.5 && i % 3 > 0);
  const recalls = forkDetection(entropies, isFork, { rhos: [0.05, 0.1, 0.2, 0.5, 0.9] }).map((d) => d.recall);
  for (let i = 1; i < recalls.length; i++) assert.ok(recalls[i] >= recalls[i - 1]);
});

test("no fork, another length and rho outside (0, 1] are refused", () => {
  assert.throws(() => forkDetection([1, 2], [0, 0]), /at least one fork, received 2 tokens without/);
  assert.throws(() => forkDetection([1, 2], [1]), /entropies\[2\], isFork\[1\]/);
  assert.throws(() => forkDetection([1], [1], { rhos: [20] }), /received 20/);
});
