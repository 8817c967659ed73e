import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { projectPath } from "../../src/files/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { pretrain, type RlvrConfig, RunFolder, trainRlvr } from "../../src/training/index.js";

const folder = fs.mkdtempSync(path.join(tmpdir(), "finite-"));
const at = (...parts: string[]): string => path.join(folder, ...parts);
const base = projectPath("data/models/S");
const config: Partial<RlvrConfig> & { base: string } = {
  base,
  arm: "all",
  steps: 6,
  prompts: 3,
  samples: 4,
  tokenCost: 0.01,
  evaluateEvery: 0,
  evaluationSamples: 1,
  checkpointEvery: 1,
};

before(async () => {
  await selectBackend();
});
after(() => fs.rmSync(folder, { recursive: true, force: true }));

test("a rate that is far too high stops the run with the step, and the last good checkpoint can be opened", async () => {
  for (const learningRate of [1e30, 1e38]) {
    const run = new RunFolder<RlvrConfig>(at(`rlvr-${learningRate}`));
    await assert.rejects(
      trainRlvr({ ...config, learningRate }, { folder: run }),
      (error: Error) => /^step \d+: /.test(error.message) && !/step 5/.test(error.message),
    );
    const checkpoint = run.readCheckpoint();
    assert.equal(checkpoint?.step ?? 0, run.record()?.step);
    const text = fs.readFileSync(at(`rlvr-${learningRate}`, "metrics.jsonl"), "utf8");
    assert.doesNotMatch(text, /"(loss|gradNorm|meanEntropy)":null/);
  }
});

test("pre-training that diverges names the step, the number and the tensor, and writes no model", async () => {
  const run = at("pretrain");
  const diverging = { size: "S" as const, steps: 8, batch: 2, warmup: 0, learningRate: 1e30 };
  await assert.rejects(
    pretrain(diverging, { folder: run }),
    /^Error: step \d: (loss|gradNorm) is (NaN|Infinity)(: .*model\..*weight holds (NaN|-?Infinity))?/,
  );
  assert.ok(!fs.existsSync(path.join(run, "checkpoint")));
});

test("a critic that diverges stops the run with the step", async () => {
  const critic = { ...config, advantage: "gae" as const, criticWarmup: 0, criticLearningRate: 1e30 };
  await assert.rejects(trainRlvr(critic, { folder: at("critic") }), /^Error: step \d: /);
});
