import assert from "node:assert/strict";
import { before, test } from "node:test";
import { releasedTokens, updateRatios } from "../../src/analysis/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { loadPolicy } from "../../src/models/index.js";
import { rlvrConfig } from "../../src/training/index.js";

before(async () => {
  await selectBackend();
});

test("clip-higher acts on high ratios of rewarded tokens alone, worked by hand", () => {
  const { tokens, released, top, entropy } = releasedTokens({
    ratios: Float64Array.of(1.3, 1.5, 1.25, 1.1, 2, 1.21),
    advantages: Float64Array.of(1, -1, 2, 1, 0, 0.5),
    entropies: Float64Array.of(0.6, 9, 0.3, 9, 9, 0),
    top: Uint8Array.of(1, 1, 1, 1, 1, 0),
    problems: Int32Array.of(0, 0, 0, 1, 1, 1),
  });
  // tokens 0, 2 and 5: two of them in the top 20 %, mean entropy 0.3
  assert.deepEqual([tokens, released], [6, 3]);
  assert.ok(Math.abs(top.estimate - 2 / 3) < 1e-12 && Math.abs(entropy.estimate - 0.3) < 1e-12);
});

test("with a vanishing learning rate every ratio stays 1, and groups without spread have no advantage", () => {
  const policy = loadPolicy("data/models/S");
  const config = rlvrConfig({
    base: "data/models/S",
    learningRate: 1e-12,
    prompts: 3,
    samples: 4,
    miniBatches: 2,
  });
  const { ratios, advantages, problems, top } = updateRatios(policy, config, { batches: 2 });
  for (const ratio of ratios) assert.ok(Math.abs(ratio - 1) < 2e-3, String(ratio));
  assert.ok(advantages.some((advantage) => advantage !== 0));
  assert.deepEqual([...new Set(problems)], [0, 1, 2, 3, 4, 5]);
  const kept = top.reduce((sum, one) => sum + one, 0) / top.length;
  assert.ok(Math.abs(kept - 0.2) < 0.01, String(kept));
  policy.dispose();
});
