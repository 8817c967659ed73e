// Training a folder that was not made here: a small random model with its own tokenizer and chat template.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { selectBackend } from "../../src/kernels/index.js";
import { loadChatTemplate, loadPolicy, loadTokenizer, savePolicy } from "../../src/models/index.js";
import { scoreSequences } from "../../src/rollout/index.js";
import type { Task } from "../../src/task/index.js";
import { type RlvrConfig, RunFolder, trainRlvr } from "../../src/training/index.js";
import { interpreterWith } from "../scale-out/python/interpreter.js";

const folder = fs.mkdtempSync(path.join(tmpdir(), "loaded-"));
const at = (...parts: string[]): string => path.join(folder, ...parts);
const base = at("base");

before(async () => {
  await selectBackend({ force: "wasm" });
  const gguf = "test/models/gguf/fixtures/qwen3.gguf";
  const policy = loadPolicy(gguf);
  savePolicy(policy, base, { from: gguf });
  policy.dispose();
});
after(() => fs.rmSync(folder, { recursive: true }));

/** Pays for every letter e. */
const letters: Task<string> = {
  name: "letters",
  parameters: {},
  maxResponseTokens: 12,
  problems: (split) => (split === "train" ? ["a song", "a tree", "the sea"] : ["a street"]),
  prompt: (subject) => [{ role: "user", content: `Write of ${subject}.` }],
  verify: (_, response) => {
    const reward = response.text().split("e").length - 1;
    return { reward, outcome: "written", valid: true };
  },
};
const small: Partial<RlvrConfig> & { base: string } = {
  ...{ base, arm: "top", prompts: 3, samples: 4, miniBatches: 1, learningRate: 1e-3, seed: 5 },
  ...{ evaluateEvery: 2, evaluationSamples: 1, checkpointEvery: 1, steps: 4 },
};
const withoutTimes = (lines: readonly object[]): object[] =>
  lines.map((line) => ({ ...line, rolloutSeconds: 0, updateSeconds: 0 }));
const weightsOf = (model: string): Buffer => fs.readFileSync(path.join(model, "model.safetensors"));

test("it answers conversations of a task, and a run that was cut goes on bit by bit", async () => {
  const asked: string[] = [];
  const task: Task<string> = {
    ...letters,
    verify: (problem, response) => {
      asked.push(problem);
      return letters.verify(problem, response);
    },
  };
  const whole = await trainRlvr(small, { task, folder: at("whole") });
  assert.ok(asked.includes("a street") && asked.includes("the sea"));
  await trainRlvr({ ...small, steps: 2 }, { task, folder: at("cut") });
  const { metrics, resumedAt } = await trainRlvr(small, { task, folder: at("cut") });
  assert.equal(resumedAt, 2);
  assert.deepEqual(withoutTimes(metrics), withoutTimes(whole.metrics));
  assert.ok(weightsOf(at("cut", "checkpoint")).equals(weightsOf(at("whole", "checkpoint"))));
  assert.ok(!weightsOf(base).equals(weightsOf(at("whole", "checkpoint"))));

  const [before, after] = [base, at("whole", "checkpoint")].map((model) => loadTokenizer(model));
  const talk = letters.prompt("rain") as { role: string; content: string }[];
  assert.deepEqual(after.encodeChat(talk), before.encodeChat(talk));
  assert.deepEqual(after.encodeChat(talk), after.encode(loadChatTemplate(base)!.render(talk)));
  assert.deepEqual(after.endIds, before.endIds);
});

const { python, skip } = interpreterWith("torch", "transformers");
const SCORE = `
import json, sys, torch
from transformers import AutoModelForCausalLM
model = AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32)
ids = torch.tensor([json.loads(sys.argv[2])])
with torch.no_grad():
    log_p = model(ids).logits.log_softmax(-1)[0, :-1]
print(json.dumps(log_p.gather(1, ids[0, 1:, None])[:, 0].tolist()))
`;

test("transformers opens the result and gives the same log-probabilities", { skip }, async () => {
  await trainRlvr({ ...small, steps: 2 }, { task: letters, folder: at("read") });
  const checkpoint = at("read", "checkpoint");
  const ids = [3, 141, 59, 265, 35, 89, 79, 323 % 321, 84, 62, 64, 33];
  const [ours] = scoreSequences(loadPolicy(checkpoint), [
    { prompt: ids.slice(0, 1), response: ids.slice(1) },
  ]).logProbs;
  const { stdout, stderr, status } = spawnSync(python, ["-c", SCORE, checkpoint, JSON.stringify(ids)], {
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  const theirs: number[] = JSON.parse(stdout);
  for (const [i, value] of theirs.entries()) assert.ok(Math.abs(value - ours[i]) < 2e-5, `token ${i + 1}`);
});

/** A copy of the base with one of its files changed. */
function changed(name: string, file: string, change: (json: Record<string, unknown>) => object): string {
  fs.cpSync(base, at(name), { recursive: true });
  const json = JSON.parse(fs.readFileSync(at(name, file), "utf8"));
  fs.writeFileSync(at(name, file), JSON.stringify(change(json)));
  return at(name);
}

test("what cannot be trained is refused before anything is written", async () => {
  const quantised = changed("quantised", "config.json", (config) => ({
    ...config,
    quantization_config: { quant_method: "gptq", bits: 4 },
  }));
  const { eos_token_id: _, ...config } = JSON.parse(fs.readFileSync(path.join(base, "config.json"), "utf8"));
  const endless = changed("endless", "tokenizer_config.json", ({ eos_token: __, ...rest }) => rest);
  fs.writeFileSync(path.join(endless, "config.json"), JSON.stringify(config));
  fs.rmSync(path.join(endless, "generation_config.json"), { force: true });
  const long = (tokens: number): Task<string> => ({
    ...letters,
    prompt: () => new Int32Array(tokens).fill(5),
  });
  const cases: [Partial<RlvrConfig>, Parameters<typeof trainRlvr>[1], RegExp][] = [
    [{ base: quantised }, { task: letters }, /"quantization_config": wanted a model that is not quantised/],
    [{ base: endless }, { task: letters }, /endless names no end-of-sequence token/],
    [{}, {}, /base has a vocabulary of 321 tokens, Countdown one of 120/],
    [
      {},
      { task: long(120) },
      /a prompt of the task "letters" has 120 tokens, with a response of up to 12 more than the 128/,
    ],
    [{}, { task: long(128) }, /"letters" gave a prompt of 128 tokens; wanted .* fewer than 128/],
    [
      {},
      { task: letters, reward: () => Number.NaN },
      /the reward "own reward" gave NaN; wanted a finite number/,
    ],
    [
      {},
      { task: letters, reward: (() => [1, 2]) as never },
      /the reward "own reward" gave \[1,2\]; wanted a finite number/,
    ],
  ];
  for (const [i, [own, options, message]] of cases.entries()) {
    await assert.rejects(
      trainRlvr({ ...small, ...own }, { ...options, folder: at(`refused-${i}`) }),
      message,
    );
    assert.ok(!fs.existsSync(at(`refused-${i}`)), `${message}`);
  }
  assert.equal(new RunFolder(at("refused-0")).record(), null);
});
