import assert from "node:assert/strict";
import { test } from "node:test";
import { benchmarkOptimizer, benchmarkPrompts, measureStep } from "../../src/benchmark/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { createPolicy } from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";

test("the benchmark's step does the work, and leaves the policy as it was", async () => {
  await selectBackend({ force: "wasm" });
  const rng = seededRng(2);
  const policy = createPolicy("S", rng);
  const adam = benchmarkOptimizer(policy);
  const prompts = benchmarkPrompts(2, rng);
  assert.equal(prompts.length, 2);
  const before = policy.variables().map((variable) => Array.from(variable.dataSync()));
  const { rollout, update, tokens } = measureStep(policy, adam, prompts, rng);
  assert.ok(rollout > 0 && update > 0);
  assert.ok(tokens >= 16 && tokens <= 16 * 97, `${tokens} tokens of 16 responses`);
  assert.ok(
    adam.state().firstMoments.some((moments) => moments.some((value) => value !== 0)),
    "no gradient came",
  );
  for (const [i, variable] of policy.variables().entries()) {
    assert.deepEqual(Array.from(variable.dataSync()), before[i]);
  }
  adam.dispose();
  policy.dispose();
});
