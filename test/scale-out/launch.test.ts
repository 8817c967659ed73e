import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { countdownTask } from "../../src/countdown/index.js";
import { projectPath } from "../../src/files/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import {
  launchCost,
  launchSettings,
  readMathRows,
  speaksCountdown,
  trlFiles,
  writeLaunchFolder,
} from "../../src/scale-out/index.js";
import { readLaunchRecord } from "../../src/scale-out/launch/launch-record.js";
import { paperSize, parameterCount, QWEN3_SHAPES } from "../../src/scale-out/launch/model-shapes.js";
import { translateSettings } from "../../src/scale-out/launch/translation.js";
import { countdownTrainingRows } from "../../src/scale-out/task/countdown-data.js";
import { goldenVerdicts } from "../../src/scale-out/task/golden-verdicts.js";
import { TRL_TRANSLATION } from "../../src/scale-out/trl/translation.js";
import type { Task } from "../../src/task/index.js";
import { rlvrConfig, rlvrOptimizer, rlvrStep } from "../../src/training/index.js";
import { tinyPolicy } from "../training/tiny-policy.js";

const MODEL = projectPath("data/models/M");
const folder = mkdtempSync(path.join(tmpdir(), "launch-"));
after(() => rmSync(folder, { recursive: true }));

test("the paper's settings are the preset of its models, ours that of our own", () => {
  const { config, optimizer, task, nodes, gpus } = launchSettings({
    engine: "verl",
    model: "Qwen/Qwen3-32B",
  });
  assert.equal(task, "math");
  assert.equal(nodes * gpus, 128);
  const { prompts, samples, miniBatches, learningRate, maxNewTokens, overlongBuffer, steps } = config;
  assert.deepEqual(
    { prompts, samples, miniBatches, learningRate, maxNewTokens, overlongBuffer, steps },
    {
      prompts: 512,
      samples: 16,
      miniBatches: 16,
      learningRate: 1e-6,
      maxNewTokens: 20480,
      overlongBuffer: 4096,
      steps: 85,
    },
  );
  assert.deepEqual([optimizer.warmupSteps, optimizer.weightDecay, optimizer.dualClip], [0, 0.1, 10]);
  const own = launchSettings({ engine: "trl", model: MODEL });
  assert.equal(own.task, "countdown");
  assert.equal(own.gpus, 0);
  assert.equal(own.config.steps, 200);
  assert.equal(own.config.learningRate, 4e-4);
});

test("a wrong setting is refused by name", () => {
  assert.throws(
    () => launchSettings({ engine: "trl", model: MODEL, config: { rho: 20 } }),
    /rho: received 20/,
  );
  assert.throws(
    () => launchSettings({ engine: "trl", model: MODEL, config: { lerningRate: 1 } as object }),
    /unknown key "lerningRate"/,
  );
  assert.throws(
    () => launchSettings({ engine: "verl", model: MODEL, gpus: 0 }),
    /verl cannot train without GPUs: received gpus = 0; use trl or/,
  );
});

test("a model that is neither a folder nor a name on the hub is refused", () => {
  for (const model of ["nope", "src", "./nope", "data/models/nope"])
    assert.throws(
      () => launchSettings({ engine: "trl", model }),
      new RegExp(`wanted a model folder, .*, or owner/name of the hub, .*; received "${model}"`),
    );
});

test("only a folder with our vocabulary speaks Countdown", () => {
  assert.ok(speaksCountdown(MODEL));
  assert.ok(!speaksCountdown("Qwen/Qwen3-8B-Base"));
  assert.ok(!speaksCountdown(projectPath("data")));
});

test("every setting of ours is translated", () => {
  const settings = launchSettings({ engine: "trl", model: MODEL });
  const names = translateSettings(settings, TRL_TRANSLATION).map(({ setting }) => setting);
  for (const name of Object.keys(settings.config))
    assert.ok(names.includes(name as (typeof names)[number]), name);
});

test("a launch folder is written whole, its model readable for all, and read again", () => {
  const out = path.join(folder, "new");
  const settings = launchSettings({ engine: "trl", model: MODEL, config: { steps: 1 } });
  writeLaunchFolder(out, trlFiles(settings), { model: MODEL });
  assert.deepEqual(readLaunchRecord(path.join(out, "launch.json")).config, settings.config);
  assert.equal(statSync(path.join(out, "model", "model.safetensors")).mode & 0o777, 0o644);
  assert.equal(statSync(path.join(out, "run.sh")).mode & 0o111, 0o111);
  assert.throws(() => writeLaunchFolder(out, trlFiles(settings)), /is not empty/);
});

test("the training data are the problems that our own run of this seed draws", async () => {
  await selectBackend();
  const config = rlvrConfig({ base: MODEL, steps: 2, prompts: 3, samples: 2, seed: 5, maxNewTokens: 4 });
  const drawn: unknown[] = [];
  const task = countdownTask();
  const recording: Task = {
    ...(task as Task),
    sample: (rng, split) => {
      const problem = task.sample!(rng, split);
      drawn.push(problem);
      return problem;
    },
  };
  const policy = tinyPolicy();
  for (const step of [0, 1])
    rlvrStep(policy, rlvrOptimizer(policy, config), config, step, { task: recording });
  const rows = countdownTrainingRows(config);
  assert.deepEqual(
    rows.map(({ numbers, target }) => ({ numbers, target })),
    drawn,
  );
  assert.match(rows[0].prompt, /^\d \d \d : \d+ >$/);
});

test("golden verdicts hold every outcome", () => {
  const verdicts = goldenVerdicts(rlvrConfig({ base: MODEL }));
  const outcomes = new Set(verdicts.map(({ verdict }) => verdict.outcome));
  assert.deepEqual([...outcomes].sort(), ["broken", "out-of-budget", "right", "wrong"]);
  assert.deepEqual(goldenVerdicts(rlvrConfig({ base: MODEL })), verdicts);
});

test("word problems get the paper's prompt", async () => {
  const file = path.join(folder, "problems.jsonl");
  writeFileSync(file, '{"question":"What is 1 + 1?","answer":"2"}\n');
  const [row] = await readMathRows(file);
  assert.equal(
    row.prompt,
    "User:\nWhat is 1 + 1?\nPlease reason step by step, and put your final answer within \\boxed{}.\n\nAssistant:\n",
  );
  writeFileSync(file, '{"question":"What is 1 + 1?"}\n');
  await assert.rejects(readMathRows(file), /line 1/);
  const fetch = readFileSync(projectPath("src/scale-out/task/fetch_data.py"), "utf8");
  const pythonPrompt = JSON.parse(/^PROMPT = (".*")$/m.exec(fetch)![1].replaceAll("{{}}", "{}"));
  assert.equal(pythonPrompt.replace("{question}", row.question), row.prompt);
});

test("parameters are counted as the models' names state them", () => {
  const billions = Object.values(QWEN3_SHAPES).map((shape) =>
    Number((parameterCount(shape).all / 1e9).toFixed(1)),
  );
  assert.deepEqual(billions, [8.2, 14.8, 32.8]); // Qwen3 technical report
  assert.deepEqual(["Qwen/Qwen3-14B-Base", "Qwen3-32B", "Qwen/Qwen3-0.6B"].map(paperSize), [
    "14B",
    "32B",
    null,
  ]);
});

test("a run's cost follows from its tokens", () => {
  const { config } = launchSettings({ engine: "verl", model: "Qwen/Qwen3-8B-Base" });
  const cost = launchCost(config, { responseTokens: 1000, promptTokens: 0, oversampling: 2 })!;
  assert.equal(cost.trainedTokens, 85 * 512 * 16 * 1000);
  assert.equal(cost.sampledTokens, 2 * cost.trainedTokens);
  // 7.57 billion weights in matrices (the embedding is looked up), 36 layers of 4096 attending to 500 tokens
  const forward = 2 * 7.57e9 + 4 * 36 * 4096 * 500;
  assert.ok(Math.abs(cost.operations.scoring / (cost.trainedTokens * forward) - 1) < 0.01);
  assert.equal(cost.operations.update, 4 * cost.operations.scoring);
  assert.equal(launchCost({ ...config, base: "nobody/knows" }), null);
  // the paper's own lengths: Table 2, averages
  assert.equal(launchCost(config)!.responseTokens, 5508);
  assert.equal(launchCost({ ...config, arm: "all" })!.responseTokens, 4021.99);
});
