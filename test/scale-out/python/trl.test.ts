import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { VOCAB_SIZE } from "../../../src/countdown/index.js";
import { projectPath } from "../../../src/files/index.js";
import { selectBackend } from "../../../src/kernels/index.js";
import { savePolicy } from "../../../src/models/index.js";
import { seededRng } from "../../../src/random/index.js";
import { scoreSequences } from "../../../src/rollout/index.js";
import { importRun, launchSettings, trlFiles, writeLaunchFolder } from "../../../src/scale-out/index.js";
import type { RlvrConfig } from "../../../src/training/index.js";
import { tinyPolicy } from "../../training/tiny-policy.js";
import { interpreterWith } from "./interpreter.js";

const { python, skip } = interpreterWith("trl", "torch", "datasets");
const folder = mkdtempSync(path.join(tmpdir(), "trl-"));
after(() => rmSync(folder, { recursive: true }));

test("TRL takes our options, agrees on probabilities, trains two rollouts, and is imported", {
  skip,
}, async () => {
  await selectBackend();
  const policy = tinyPolicy();
  const model = path.join(folder, "model");
  savePolicy(policy, model);
  const small: Partial<RlvrConfig> = {
    steps: 2,
    prompts: 4,
    samples: 4,
    evaluateEvery: 1,
    checkpointEvery: 1,
  };
  const launch = path.join(folder, "launch");
  const settings = launchSettings({ engine: "trl", model, config: { ...small, evaluationSamples: 1 } });
  writeLaunchFolder(launch, trlFiles(settings), { model });
  const options = [
    ...(["all", "bottom", "cispo", "gspo", "sapo"] as const).map((arm) => ({ model, config: { arm } })),
    { model, config: { normalizer: "responses", arm: "all" } as const },
    { model: "Qwen/Qwen3-8B-Base" },
    { model: "Qwen/Qwen3-14B-Base", nodes: 1, gpus: 8 },
  ].map((input, i) => {
    const file = path.join(folder, `options-${i}.json`);
    writeFileSync(file, trlFiles(launchSettings({ engine: "trl", ...input }))["grpo.json"].text);
    return file;
  });
  const rng = seededRng(3);
  const sequences = [2, 20, 60, 128].map((length) => Array.from({ length }, () => rng.integer(VOCAB_SIZE)));

  const started = Date.now();
  const { status, stdout, stderr } = spawnSync(
    python,
    [projectPath("test/scale-out/python/check_trl.py"), launch, ...options],
    {
      input: sequences.map((ids) => `${JSON.stringify(ids)}\n`).join(""),
      encoding: "utf8",
      env: { ...process.env, HF_HUB_OFFLINE: "1", OMP_NUM_THREADS: "1", TOKENIZERS_PARALLELISM: "false" },
    },
  );
  assert.equal(status, 0, stderr.slice(-2000));
  console.log(`Python took ${Math.round((Date.now() - started) / 1000)} s`);

  const theirs: number[][][] = JSON.parse(stdout.split("\n")[0]);
  const ours = scoreSequences(
    policy,
    sequences.map(([first, ...rest]) => ({ prompt: Int32Array.of(first), response: Int32Array.from(rest) })),
  );
  const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
    Math.max(0, ...Array.from(a, (value, t) => Math.abs(value - b[t])));
  for (const [i, [logProbs, entropies]] of theirs.entries()) {
    assert.ok(largest(logProbs, ours.logProbs[i]) < 5e-5, `ln p of sequence ${i}`);
    assert.ok(largest(entropies, ours.entropies[i]) < 5e-5, `entropies of sequence ${i}`);
  }

  const repaired: string[] = [];
  const run = importRun(launch, { onRepair: (change) => repaired.push(change) });
  assert.deepEqual(run.notes, []);
  assert.deepEqual(run.unknownColumns, []);
  assert.deepEqual(
    run.steps.map(({ step }) => step),
    [0, 1],
  );
  for (const { keptFraction, threshold, meanEntropy, meanLength } of run.steps) {
    assert.ok(Math.abs(keptFraction! - 0.2) < 0.02, `kept ${keptFraction}`);
    assert.ok(threshold! > meanEntropy! && meanLength! > 1);
  }
  assert.deepEqual(
    run.evaluations.map(({ step, split }) => `${step} ${split}`),
    ["0 validation", "1 validation", "2 validation", "2 test", "2 ood"],
  );
  // the last model is put right by train.py, the checkpoint by the import
  assert.equal(repaired.length, 2);
  const last = JSON.parse(readFileSync(path.join(launch, "run/final/tokenizer_config.json"), "utf8"));
  assert.equal(last.tokenizer_class, "PreTrainedTokenizerFast");
});
