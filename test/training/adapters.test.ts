// Low-rank adapters against a hand-written PyTorch (test/models/fixtures/adapters/make.py), peft's files, and whole runs.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { selectBackend, tf } from "../../src/kernels/index.js";
import {
  type AdaptedPolicy,
  adapterValues,
  adaptPolicy,
  loadAdapters,
  loadPolicy,
  openSafetensors,
  type Policy,
  savePolicy,
  saveTrained,
  weightsDigest,
} from "../../src/models/index.js";
import { scoreSequences } from "../../src/rollout/index.js";
import { lossGradient, RunFolder, trainRlvr } from "../../src/training/index.js";
import { likelihoodLoss } from "../../src/training/surrogate-loss.js";
import { interpreterWith } from "../scale-out/python/interpreter.js";

const FIXTURES = "test/models/fixtures/adapters";
const folder = fs.mkdtempSync(path.join(tmpdir(), "adapters-"));
const at = (...parts: string[]): string => path.join(folder, ...parts);
before(() => selectBackend({ force: "wasm" }));
after(() => fs.rmSync(folder, { recursive: true }));

const baseOf = (family: string): string => `test/models/fixtures/families/${family}`;
const recorded = (family: string) => JSON.parse(fs.readFileSync(`${FIXTURES}/${family}.json`, "utf8"));

/** The model of a fixture, with the adapters that Python drew. */
function adapted(family: string): AdaptedPolicy {
  const reader = openSafetensors(`${FIXTURES}/${family}.safetensors`);
  const policy = adaptPolicy(loadPolicy(baseOf(family)), recorded(family).options, {
    valuesOf: (name) => reader.read(name),
  });
  reader.close();
  return policy;
}

function assertLogProbs(policy: Policy, ids: number[][], wanted: number[][], tolerance = 2e-5): void {
  const { logProbs } = scoreSequences(
    policy,
    ids.map((row) => ({ prompt: row.slice(0, 1), response: row.slice(1) })),
  );
  for (const [i, row] of wanted.entries())
    for (const [t, value] of row.entries())
      assert.ok(Math.abs(logProbs[i][t] - value) < tolerance, `${logProbs[i][t]}, wanted ${value}`);
}

for (const family of ["qwen3-tied", "qwen2-shards", "llama-own-head"])
  test(`${family}: merged weights and the adapters' gradients are those of PyTorch, with a tape and block by block`, () => {
    const { ids, logProbs, options } = recorded(family);
    const policy = adapted(family);
    assertLogProbs(policy, ids, logProbs);
    assert.equal(
      policy.variables().reduce((sum, { size }) => sum + size, 0),
      adapterValues(policy.config, options),
    );
    const reader = openSafetensors(`${FIXTURES}/${family}.safetensors`);
    const sequences = (ids as number[][]).map((row) => ({
      ...{ prompt: row.slice(0, 1), response: row.slice(1) },
      selected: Int32Array.from({ length: row.length - 1 }, (_, t) => t),
    }));
    for (const recompute of [0, 1]) {
      const loss = ({ logProbs: selected }: { logProbs: tf.Tensor1D }) => likelihoodLoss(selected, -1);
      const { gradients } = lossGradient(policy, sequences, loss, { recompute, microBatchTokens: 20 });
      for (const [i, name] of [...policy.parameters.keys()].entries()) {
        const wanted = reader.read(`gradient.${name}`);
        const off = gradients[i].dataSync().map((value, k) => value - wanted[k]);
        const error = Math.hypot(...off) / Math.hypot(...wanted);
        assert.ok(error < 1e-4, `${name} is off by ${error} of its norm`);
      }
      tf.dispose(gradients);
    }
    assert.equal(reader.names.length, 2 * policy.parameters.size);
    reader.close();
    policy.dispose();
  });

test("fresh adapters change nothing; written and opened again they are the same, and their base is held to its hash", () => {
  const family = "llama-own-head";
  const base = at("base");
  fs.cpSync(baseOf(family), base, { recursive: true });
  const { ids } = JSON.parse(fs.readFileSync(path.join(base, "expected.json"), "utf8"));
  const untouched = loadPolicy(base);
  const wanted = scoreSequences(untouched, [{ prompt: ids[0].slice(0, 1), response: ids[0].slice(1) }]);
  const options = { rank: 2, alpha: 4, targetModules: ["q_proj", "up_proj"] } as const;
  assertLogProbs(adaptPolicy(untouched, options), [ids[0]], [Array.from(wanted.logProbs[0])], 1e-7);

  const policy = adapted(family);
  saveTrained(policy, at("saved"), { from: base });
  const config = JSON.parse(fs.readFileSync(at("saved", "adapter_config.json"), "utf8"));
  assert.deepEqual([config.peft_type, config.r, config.lora_alpha], ["LORA", 4, 8]);
  assert.equal(config.base_model_name_or_path, base);
  assert.deepEqual(fs.readdirSync(at("saved")).sort(), ["adapter_config.json", "adapter_model.safetensors"]);
  const opened = loadAdapters(at("saved"));
  const { logProbs } = recorded(family);
  assertLogProbs(opened, ids, logProbs);

  const rewrite = (changes: object): void =>
    fs.writeFileSync(at("saved", "adapter_config.json"), JSON.stringify({ ...config, ...changes }));
  rewrite({ use_dora: true });
  assert.throws(() => loadAdapters(at("saved")), /adapter_config\.json: "use_dora": wanted false/);
  rewrite({ r: 3 });
  assert.throws(
    () => loadAdapters(at("saved")),
    /"base_model\..*lora_A.* has shape \[4,16\]; .* wants \[3,16\]/,
  );
  rewrite({ base_model_name_or_path: baseOf("llama-linear") });
  assert.throws(
    () => loadAdapters(at("saved")),
    /belongs to a base with the SHA-256 \w{64}; that of .* is \w{64}/,
  );
  for (const [wrong, message] of [
    [{ rank: 0 }, /rank of adapters must be a whole number >= 1, received 0/],
    [{ alpha: Number.NaN }, /alpha of adapters must be a number > 0, received NaN/],
    [{ targetModules: ["lm_head"] }, /must be some of q_proj, .*down_proj, received lm_head/],
  ] as [object, RegExp][])
    assert.throws(() => adaptPolicy(untouched, { ...options, ...wrong }), message);
});

const { python, skip } = interpreterWith("torch", "transformers", "peft");
const READ = `
import json, sys, torch
from peft import PeftModel
from transformers import AutoModelForCausalLM
model = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32), sys.argv[2])
ids = torch.tensor(json.loads(sys.argv[3]))
with torch.no_grad():
    log_p = model(ids).logits.log_softmax(-1)[:, :-1]
print(json.dumps(log_p.gather(2, ids[:, 1:, None])[..., 0].tolist()))
`;

test("peft opens the adapters and gives the same log-probabilities", { skip }, () => {
  const family = "llama-own-head";
  const policy = adapted(family);
  saveTrained(policy, at("for-peft"), { from: baseOf(family) });
  const { ids } = recorded(family);
  const arguments_ = ["-c", READ, baseOf(family), at("for-peft"), JSON.stringify(ids)];
  const { stdout, stderr, status } = spawnSync(python, arguments_, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  assertLogProbs(policy, ids, JSON.parse(stdout));
});

test("a run trains adapters alone, records its base by name and hash, and goes on bit by bit", async () => {
  const base = "data/models/S";
  const config = {
    ...{ base, loraRank: 4, loraModules: ["q_proj", "v_proj"] as const, steps: 3, prompts: 3, samples: 4 },
    ...{ tokenCost: 0.01, evaluateEvery: 2, evaluationSamples: 1, checkpointEvery: 1, learningRate: 1e-2 },
  };
  const whole = await trainRlvr(config, { folder: at("whole") });
  await trainRlvr({ ...config, steps: 2 }, { folder: at("cut") });
  const { resumedAt } = await trainRlvr(config, { folder: at("cut") });
  assert.equal(resumedAt, 2);
  const file = "checkpoint/adapter_model.safetensors";
  assert.ok(fs.readFileSync(at("cut", file)).equals(fs.readFileSync(at("whole", file))));
  assert.deepEqual(new RunFolder(at("whole")).record()?.parts, {
    base: { name: base, sha256: weightsDigest(base) },
  });
  const parameters = loadAdapters(at("whole", "checkpoint")).parameters;
  assert.ok([...parameters].every(([, variable]) => variable.dataSync().some((value) => value !== 0)));
  assert.deepEqual([...parameters.keys()], [...whole.policy.parameters.keys()]);
  const { merged, ...trained } = loadAdapters(at("whole", "checkpoint"));
  savePolicy(merged, at("merged"), { from: base });
  const sequence = { prompt: [9, 5, 3], response: [4, 7, 1, 2] };
  const [of, asOne] = [trained, loadPolicy(at("merged"))].map((model) => scoreSequences(model, [sequence]));
  assert.deepEqual(of.logProbs, asOne.logProbs);
  await assert.rejects(
    trainRlvr({ ...config, advantage: "gae" }, { folder: at("critic") }),
    /adapters are trained without a critic; received the advantage "gae"/,
  );
  assert.ok(!fs.existsSync(at("critic")));
});
