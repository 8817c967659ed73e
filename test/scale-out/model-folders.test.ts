import assert from "node:assert/strict";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { projectPath } from "../../src/files/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { loadPolicy, savePolicy } from "../../src/models/index.js";
import { scoreSequences } from "../../src/rollout/index.js";
import { repairModelFolder, trlModels } from "../../src/scale-out/import/model-folders.js";

const CHECKPOINT = projectPath("test/scale-out/fixtures/trl-checkpoint");
const folder = mkdtempSync(path.join(tmpdir(), "models-"));
before(async () => void (await selectBackend()));
after(() => rmSync(folder, { recursive: true }));

interface Expected {
  ids: number[];
  logProbs: number[];
  entropies: number[];
}

test("a checkpoint of TRL opens as it is and scores as transformers does, before and after we save it", () => {
  const { ids, logProbs, entropies }: Expected = JSON.parse(
    readFileSync(path.join(CHECKPOINT, "expected.json"), "utf8"),
  );
  const check = (model: string): void => {
    const policy = loadPolicy(model);
    const [first, ...rest] = ids;
    const scores = scoreSequences(policy, [
      { prompt: Int32Array.of(first), response: Int32Array.from(rest) },
    ]);
    for (const [t, value] of logProbs.entries()) {
      assert.ok(Math.abs(scores.logProbs[0][t] - value) < 1e-5, `ln p of ${t}`);
      assert.ok(Math.abs(scores.entropies[0][t] - entropies[t]) < 1e-5, `entropy of ${t}`);
    }
    savePolicy(policy, path.join(folder, "saved"));
    policy.dispose();
  };
  check(CHECKPOINT);
  check(path.join(folder, "saved"));
});

test("tokenizer class and file mode are put right, once", () => {
  const model = path.join(folder, "repaired");
  cpSync(CHECKPOINT, model, { recursive: true });
  const weights = path.join(model, "model.safetensors");
  chmodSync(weights, 0o600);
  assert.equal(repairModelFolder(model).length, 2);
  const config = JSON.parse(readFileSync(path.join(model, "tokenizer_config.json"), "utf8"));
  assert.equal(config.tokenizer_class, "PreTrainedTokenizerFast");
  assert.equal(config.eos_token, "<eos>");
  assert.equal(statSync(weights).mode & 0o777, 0o644);
  assert.deepEqual(repairModelFolder(model), []);
});

test("the models of a run are its base, its checkpoints between whole rollouts, and its last", () => {
  const launch = path.join(folder, "launch");
  for (const name of [
    "model",
    "run/checkpoint-2",
    "run/checkpoint-3",
    "run/checkpoint-4",
    "run/final",
    "run/cache",
  ]) {
    mkdirSync(path.join(launch, name), { recursive: true });
    if (name !== "run/cache") writeFileSync(path.join(launch, name, "model.safetensors"), "");
  }
  const found = (): string[] =>
    trlModels(launch, { steps: 2, miniBatches: 2 }).map(
      ({ step, folder: model }) => `${step} ${path.relative(launch, model)}`,
    );
  assert.deepEqual(found(), ["0 model", "1 run/checkpoint-2", "2 run/final"]);
  rmSync(path.join(launch, "run/final"), { recursive: true });
  assert.deepEqual(found(), ["0 model", "1 run/checkpoint-2", "2 run/checkpoint-4"]);
});
