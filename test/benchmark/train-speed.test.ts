import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { openTraining, openTrainingInPyTorch, type TrainedModel } from "../../src/benchmark/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { loadPolicy, savePolicy } from "../../src/models/index.js";
import { interpreterWith } from "../scale-out/python/interpreter.js";

const folder = mkdtempSync(path.join(tmpdir(), "train-speed-"));
const PROMPTS = [
  [5, 9, 12],
  [7, 2, 20, 31],
];

before(async () => {
  await selectBackend({ force: "wasm" });
  const gguf = "test/models/gguf/fixtures/qwen3.gguf";
  const policy = loadPolicy(gguf);
  savePolicy(policy, folder, { from: gguf });
  policy.dispose();
});
after(() => rmSync(folder, { recursive: true }));

async function assertSteps(model: TrainedModel): Promise<void> {
  assert.ok(model.load > 0);
  for (const maxNewTokens of [6, 3]) {
    const { rollout, update, tokens, wall } = await model.step(PROMPTS, maxNewTokens);
    assert.ok(rollout >= 0 && update > 0 && wall > 0);
    assert.ok(tokens >= 16 && tokens <= 16 * maxNewTokens, `${tokens} tokens of 16 responses`);
  }
  assert.ok((await model.close()) > 20);
  model.end();
}

test("a model in a process of its own trains on prompts, and tells what a step cost and what it held", async () => {
  for (const threads of [1, 2]) await assertSteps(await openTraining(folder, threads));
});

const { python, skip } = interpreterWith("torch", "transformers");

test("PyTorch takes the same jobs", { skip }, async () => {
  const peer = await openTrainingInPyTorch(python, folder, 1);
  assert.ok(peer);
  await assertSteps(peer);
});
