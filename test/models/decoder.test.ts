import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { gatherRows, logProbEntropy, selectBackend, tf } from "../../src/kernels/index.js";
import {
  createPolicy,
  hiddenStates,
  loadPolicy,
  openSafetensors,
  type Policy,
  projectToVocabulary,
} from "../../src/models/index.js";
import { checkpointTensors } from "../../src/models/model-folder.js";
import { seededRng } from "../../src/random/index.js";
import { BACKENDS } from "../kernels/backends.js";
import { largestDifference } from "./largest-difference.js";

const FIXTURES = "test/models/fixtures";

interface Expected {
  ids: number[][];
  logits: number[][][];
}
const expected = (model: string): Expected =>
  JSON.parse(readFileSync(path.join(FIXTURES, model, "expected.json"), "utf8"));

const logitsOf = (policy: Policy, ids: number[], batch: number, length: number): tf.Tensor2D =>
  tf.tidy(() =>
    projectToVocabulary(policy, hiddenStates(policy, tf.tensor1d(ids, "int32"), { batch, length })),
  );

for (const backend of BACKENDS) {
  for (const model of ["qwen3", "llama"]) {
    test(`logits of a ${model} folder equal PyTorch's on ${backend}`, async () => {
      await selectBackend({ force: backend });
      const policy = loadPolicy(path.join(FIXTURES, model));
      const { ids, logits } = expected(model);
      const ours = logitsOf(policy, ids.flat(), 3, 7).dataSync();
      assert.ok(largestDifference(ours, logits.flat(2)) < 1e-5);
      policy.dispose();
    });

    test(`gradients of a ${model} folder equal PyTorch's on ${backend}`, async () => {
      await selectBackend({ force: backend });
      const policy = loadPolicy(path.join(FIXTURES, model));
      const { ids } = expected(model);
      const rows = Int32Array.from({ length: 18 }, (_, i) => Math.floor(i / 6) * 7 + (i % 6));
      const targets = ids.flatMap((row) => row.slice(1));
      const { grads } = tf.variableGrads(() => {
        const hidden = hiddenStates(policy, tf.tensor1d(ids.flat(), "int32"), { batch: 3, length: 7 });
        const logits = projectToVocabulary(policy, gatherRows(hidden, tf.tensor1d(rows, "int32")));
        return tf.sum(logProbEntropy(logits, tf.tensor1d(targets, "int32")).logProbs) as tf.Scalar;
      }, policy.variables());
      const gradients = new Map([...policy.parameters].map(([name, { name: id }]) => [name, grads[id]]));
      const wanted = openSafetensors(path.join(FIXTURES, model, "gradients.safetensors"));
      const ours = checkpointTensors(policy.config, gradients);
      assert.deepEqual(ours.map(({ name }) => name).sort(), [...wanted.names].sort());
      for (const { name, values } of ours) {
        const oracle = wanted.read(name);
        const scale = Math.max(...oracle.map(Math.abs));
        assert.ok(largestDifference(values, oracle) < 5e-6 * scale, `gradient of ${name}`);
      }
      wanted.close();
      tf.dispose(grads);
      policy.dispose();
    });
  }
}

test("tokens to the right of a token do not change its logits", async () => {
  await selectBackend({ force: "cpu" });
  const policy = createPolicy("S", seededRng(1));
  const short = logitsOf(policy, [29, 25, 23], 1, 3).dataSync();
  const padded = logitsOf(policy, [29, 25, 23, 0, 0], 1, 5).dataSync();
  assert.ok(largestDifference(short, padded.subarray(0, short.length)) < 1e-6);
  assert.ok(largestDifference(short, logitsOf(policy, [29, 26, 23], 1, 3).dataSync()) > 1e-3);
  policy.dispose();
});

test("a number of ids that does not fit the layout is refused", () => {
  const policy = createPolicy("S", seededRng(1));
  assert.throws(() => logitsOf(policy, [1, 2, 3], 2, 2), /2 sequences of 2 tokens want 4 ids, received 3/);
});
