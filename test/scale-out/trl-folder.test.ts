import assert from "node:assert/strict";
import { test } from "node:test";
import { projectPath } from "../../src/files/index.js";
import { type LaunchInput, launchSettings, trlFiles } from "../../src/scale-out/index.js";
import { checkGrpoConfig } from "../../src/scale-out/trl/grpo-config.js";
import { expectSnapshot } from "./expect-snapshot.js";

const MODEL = "data/models/M";
const filesFor = (config: LaunchInput["config"], input: Partial<LaunchInput> = {}) =>
  trlFiles(launchSettings({ engine: "trl", model: projectPath(MODEL), config, ...input }));

const optionsOf = (files: ReturnType<typeof trlFiles>) => JSON.parse(files["grpo.json"].text);

test("the folder for a model of ours is as in its snapshot", () => {
  const files = trlFiles(
    launchSettings({ engine: "trl", model: MODEL, config: { arm: "top", rho: 0.2, seed: 3, steps: 2 } }),
  );
  expectSnapshot("trl-M-top", files, ["launch.json", "grpo.json", "README.md", "run.sh", "requirements.txt"]);
  assert.deepEqual(Object.keys(files).sort(), [
    "README.md",
    "data/ood.jsonl",
    "data/test.jsonl",
    "data/train.jsonl",
    "data/validation.jsonl",
    "grpo.json",
    "launch.json",
    "requirements.txt",
    "reward.py",
    "run.sh",
    "task.py",
    "train.py",
    "verdicts.jsonl",
  ]);
});

test("the folder for the paper's Qwen3-14B is as in its snapshot", () => {
  const files = trlFiles(launchSettings({ engine: "trl", model: "Qwen/Qwen3-14B-Base" }));
  expectSnapshot("trl-Qwen3-14B", files, [
    "launch.json",
    "grpo.json",
    "README.md",
    "run.sh",
    "requirements.txt",
  ]);
  assert.ok("math_verifier.js" in files && "fetch_data.py" in files);
});

test("a step of ours is as many optimiser steps as it has mini-batches", () => {
  const options = optionsOf(filesFor({ steps: 60, miniBatches: 4, prompts: 16, samples: 8 }));
  assert.equal(options.max_steps, 240);
  assert.equal(options.per_device_train_batch_size, 32);
  assert.equal(options.gradient_accumulation_steps, 1);
  assert.equal(options.steps_per_generation, 4);
});

test("on GPUs a rollout batch is shared out whole", () => {
  const options = optionsOf(
    trlFiles(launchSettings({ engine: "trl", model: "Qwen/Qwen3-8B-Base", nodes: 2, gpus: 8 })),
  );
  const { per_device_train_batch_size: size, steps_per_generation: steps } = options;
  assert.equal(size * 16 * steps, 512 * 16);
  assert.equal(steps, 16 * options.gradient_accumulation_steps);
  assert.throws(
    () => trlFiles(launchSettings({ engine: "trl", model: "Qwen/Qwen3-8B-Base", nodes: 1, gpus: 3 })),
    /512 responses a step, which 3 processes cannot share out evenly/,
  );
});

test("every default of TRL that would change the run is written out", () => {
  const options = optionsOf(filesFor({}));
  for (const name of ["bf16", "gradient_checkpointing", "shuffle_dataset"])
    assert.equal(options[name], false, name);
  assert.equal(options.lr_scheduler_type, "constant");
  assert.equal(options.adam_beta2, 0.95);
  assert.equal(options.beta, 0);
});

test("all tokens are asked for by a share of 1, other rules by one below it", () => {
  assert.equal(optionsOf(filesFor({ arm: "all" })).top_entropy_quantile, 1);
  for (const arm of ["bottom", "random", "oracle", "soft"] as const)
    assert.equal(optionsOf(filesFor({ arm, rho: 0.2 })).top_entropy_quantile, 0.2, arm);
});

test("what TRL cannot honour is refused, all at once, with the engines that can", () => {
  assert.throws(
    () => filesFor({ rule: "top-k", advantage: "gae" }),
    /cannot honour 2 of the settings:\nrule = "top-k".*use verl or slurm or ray\nadvantage = "gae".*use slurm or ray/s,
  );
  assert.throws(() => filesFor({ advantage: "leave-one-out" }), /use verl or slurm or ray/);
  assert.throws(
    () => trlFiles(launchSettings({ engine: "trl", model: "Qwen/Qwen3-8B-Base", config: { arm: "oracle" } })),
    /arm = "oracle": it needs the true forks.*no engine can/,
  );
});

test("the ratio rules that TRL has become its losses, with the rule's own clip", () => {
  const cispo = optionsOf(filesFor({ arm: "cispo" }));
  assert.deepEqual([cispo.loss_type, cispo.epsilon_high, "epsilon" in cispo], ["cispo", 1.2, false]);
  const gspo = optionsOf(filesFor({ arm: "gspo", ruleParameters: { clipLow: 0.001 } }));
  assert.deepEqual(
    [gspo.loss_type, gspo.importance_sampling_level, gspo.epsilon],
    ["grpo", "sequence", 0.001],
  );
  const sapo = optionsOf(filesFor({ arm: "sapo" }));
  assert.deepEqual([sapo.loss_type, sapo.sapo_temperature_neg], ["sapo", 1.05]);
  assert.throws(
    () => filesFor({ arm: "stapo" }),
    /arm = "stapo": these folders have no such token rule; use slurm or ray/,
  );
  assert.throws(() => filesFor({ arm: "kl-cov" }), /arm = "kl-cov".*; use verl --mainline or slurm or ray/);
});

test("whose entropies are taken is said, and what TRL does not do refused", () => {
  assert.equal(JSON.parse(filesFor({})["launch.json"].text).config.entropyOf, "current");
  assert.throws(
    () => filesFor({ entropyOf: "rollout" as "current" }),
    /entropyOf = null: TRL takes the entropies/,
  );
  assert.throws(() => filesFor({ normalizer: "responses" }), /normalizer = "responses"/);
  assert.throws(() => filesFor({ scope: "group" }), /scope = "group": a micro-batch need not hold/);
  assert.equal(optionsOf(filesFor({ arm: "all", normalizer: "responses" })).loss_type, "grpo");
});

test("what TRL would swallow is refused", () => {
  const good = optionsOf(filesFor({}));
  checkGrpoConfig(good);
  assert.throws(() => checkGrpoConfig({ ...good, top_entropy_quantile: 20 }), /in \(0, 1\], received 20/);
  assert.throws(() => checkGrpoConfig({ ...good, top_entropy_quantile: 0 }), /received 0/);
  assert.throws(
    () => checkGrpoConfig({ ...good, loss_type: "dapoo" }),
    /loss_type is one of .*received "dapoo"/,
  );
  assert.throws(() => checkGrpoConfig({ ...good, max_prompt_length: 16 }), /no option max_prompt_length/);
});
