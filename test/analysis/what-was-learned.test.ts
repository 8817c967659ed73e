import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { readWhatWasLearned, whatWasLearned } from "../../src/analysis/index.js";
import { countdownTask, TOKEN } from "../../src/countdown/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { loadPolicy, loadTokenizer, openModel, savePolicy } from "../../src/models/index.js";
import type { Task } from "../../src/task/index.js";
import { trainRlvr } from "../../src/training/index.js";

test("the script that says what a run has taught reads two folders and writes JSON", async () => {
  await selectBackend();
  const folder = mkdtempSync(path.join(tmpdir(), "learned-"));
  try {
    const gguf = "test/models/gguf/fixtures/qwen3.gguf";
    const policy = loadPolicy(gguf);
    savePolicy(policy, folder, { from: gguf });
    policy.dispose();
    const settings = path.join(folder, "config.json");
    const longer = { ...JSON.parse(readFileSync(settings, "utf8")), max_position_embeddings: 256 };
    writeFileSync(settings, JSON.stringify(longer));
    const script = "data/experiments/answer-format/what-was-learned.mjs";
    const short = ["--problems", "2", "--samples", "2", "--tokens", "8"];
    const { stdout, stderr } = spawnSync("node", [script, folder, folder, ...short], { encoding: "utf8" });
    assert.equal(stderr, "");
    const { risen, overlap, change, gradient } = JSON.parse(stdout);
    assert.ok(risen.length > 0 && typeof risen[0].text === "string");
    // a model against itself
    assert.ok(risen.every((one: { gained: number }) => Math.abs(one.gained) < 1e-5));
    assert.deepEqual([overlap, change.length, gradient], [1, 10, null]);
    const file = path.join(folder, "learned.json");
    writeFileSync(file, stdout);
    assert.equal(readWhatWasLearned(file).responses, 4);
    writeFileSync(file, stdout.replace('"responses"', '"answers"'));
    assert.throws(() => readWhatWasLearned(file), /learned\.json.*responses/s);
    for (const [args, message] of [
      [[], "wanted the folders of the base and of the trained model, received none"],
      [["base"], "wanted the folders of the base and of the trained model, received base"],
      [["nope", "nope"], "there is no model folder or file nope"],
      [["a", "b", "--samples", "x"], '--samples: wanted a whole number from 1, received "x"'],
    ] as const) {
      const { status, stderr } = spawnSync("node", [script, ...args], { encoding: "utf8" });
      assert.deepEqual([status, stderr], [1, `error: ${message}\n`]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a model paid for its first word has learned that word, and most of the gradient is where it was uncertain", async () => {
  await selectBackend();
  const countdown = countdownTask();
  const task: Task<ReturnType<typeof countdown.problems>[number]> = {
    ...countdown,
    verify: (_, { tokens }) => ({
      ...{ outcome: "", valid: true, extras: {} },
      reward: tokens[0] === TOKEN.perhaps ? 1 : 0,
    }),
  };
  const config = { base: "data/models/M", arm: "all" as const, steps: 3, miniBatches: 1, learningRate: 3e-3 };
  const { policy } = await trainRlvr({ ...config, evaluationSamples: 1 }, { task: task as Task });
  const base = loadPolicy(config.base);
  const tokenizer = loadTokenizer(config.base);
  const options = { task, tokenizer, samplesPerPrompt: 4 };
  const learned = whatWasLearned(base, policy, countdown.problems("validation").slice(0, 16), options);
  const { risen, fallen, gained, gradient, response, responses } = learned;
  assert.equal(responses, 64);
  assert.deepEqual([risen[0].text, risen[0].token], ["perhaps", TOKEN.perhaps]);
  assert.ok(fallen.some(({ token }) => token === TOKEN.try));
  assert.ok(gained.at(-1)! > Math.max(...gained.slice(0, 5)));
  assert.ok(gradient!.at(-1)!.share > 0.5);
  // read in a memory of its own, the base is the same model
  const reader = openModel(config.base, { threads: 1 });
  const readApart = whatWasLearned(base, policy, countdown.problems("validation").slice(0, 16), {
    ...options,
    reader,
  });
  const withoutGradient = whatWasLearned(base, policy, countdown.problems("validation").slice(0, 16), {
    ...options,
    reader,
    gradient: false,
  });
  assert.deepEqual(withoutGradient, { ...readApart, gradient: null });
  reader.dispose();
  assert.ok(Math.abs(readApart.risen[0].gained - risen[0].gained) < 1e-2);
  assert.ok(Math.abs(readApart.gradient!.at(-1)!.share - gradient!.at(-1)!.share) < 1e-2);
  assert.equal(response.texts[0], "perhaps");
  for (const column of [response.before, response.after, response.gained])
    assert.equal(column.length, response.texts.length);
  assert.ok(response.gained[0] > 0.2);
  for (const one of [policy, base]) one.dispose();
});
