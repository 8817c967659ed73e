// The gradient step on loaded folders of every family, held to PyTorch's (fixtures/surrogate/make.py).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { before, describe, test } from "node:test";
import { type Adam, selectBackend, type tf } from "../../src/kernels/index.js";
import { loadPolicy, openSafetensors, type Policy, type SafetensorsReader } from "../../src/models/index.js";
import { checkpointTensors } from "../../src/models/model-folder.js";
import { seededRng } from "../../src/random/index.js";
import { responseColumns } from "../../src/tokens/index.js";
import { rlvrConfig, rlvrOptimizer, type UpdateBatch, updatePolicy } from "../../src/training/index.js";

const FIXTURES = "test/training/fixtures/surrogate";
interface Recorded {
  settings: { learningRate: number; clipLow: number; clipHigh: number; temperature: number };
  sequences: { prompt: number[]; response: number[]; weights: number[]; advantages: number[] }[];
  expected: Record<string, { oldLogProbs: number[][]; loss: number; gradNorm: number }>;
}
const { settings, sequences, expected }: Recorded = JSON.parse(
  readFileSync(path.join(FIXTURES, "batch.json"), "utf8"),
);

function batchOf(oldLogProbs: number[][]): UpdateBatch {
  const columns = responseColumns(
    sequences.map(({ response, advantages }, prompt) => ({
      ...{ tokens: response, prompt, logProbs: oldLogProbs[prompt], advantages },
      entropies: response.map(() => 0),
    })),
  ) as UpdateBatch["columns"];
  const prompts = sequences.map(({ prompt }) => Int32Array.from(prompt));
  return { prompts, columns, weights: Float32Array.from(sequences.flatMap(({ weights }) => weights)) };
}

/** An optimizer that also keeps the gradients which it is given, under the policy's names. */
function watched(policy: Policy, adam: Adam): Adam & { gradients: Map<string, tf.Tensor> } {
  const gradients = new Map<string, tf.Tensor>();
  return {
    ...adam,
    gradients,
    apply(grads, options) {
      for (const [i, name] of [...policy.parameters.keys()].entries()) gradients.set(name, grads[i].clone());
      adam.apply(grads, options);
    },
  };
}

const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));

/** Every tensor of the checkpoint is within `tolerance` of its norm, and none is missing on either side. */
function assertTensors(
  { config }: Policy,
  got: ReadonlyMap<string, tf.Tensor>,
  { wanted, kind, tolerance }: { wanted: SafetensorsReader; kind: string; tolerance: number },
): void {
  const tensors = checkpointTensors(config, got);
  const names = wanted.names.filter((name) => name.startsWith(kind));
  assert.deepEqual(tensors.map(({ name }) => kind + name).sort(), names.sort());
  for (const { name, values } of tensors) {
    const right = wanted.read(kind + name);
    const error = norm(values.map((value, i) => value - right[i])) / norm(right);
    assert.ok(error < tolerance, `${kind}${name} is off by ${error} of its norm`);
  }
}

for (const backend of ["cpu", "wasm"])
  describe(`the gradient step on ${backend}`, () => {
    before(() => selectBackend({ force: backend }));
    for (const [family, { oldLogProbs, loss, gradNorm }] of Object.entries(expected))
      test(`${family}: gradients of the clipped surrogate and one Adam step as in PyTorch, under a mask`, () => {
        const base = path.join("test/models/fixtures/families", family);
        const config = rlvrConfig({ base, miniBatches: 1, ...shared() });
        const policy = loadPolicy(base);
        const adam = watched(policy, rlvrOptimizer(policy, config));
        const update = updatePolicy(policy, adam, batchOf(oldLogProbs), config, seededRng(0));
        assert.ok(Math.abs(update.loss - loss) < 1e-5, `loss ${update.loss}, PyTorch's ${loss}`);
        assert.ok(Math.abs(update.gradNorm / gradNorm - 1) < 1e-5, `norm ${update.gradNorm}, ${gradNorm}`);
        const wanted = openSafetensors(path.join(FIXTURES, `${family}.safetensors`));
        assertTensors(policy, adam.gradients, { wanted, kind: "gradient.", tolerance: 1e-4 });
        assertTensors(policy, policy.parameters, { wanted, kind: "updated.", tolerance: 1e-5 });
        wanted.close();
        adam.dispose();
        policy.dispose();
      });
  });

function shared() {
  const { learningRate, clipLow, clipHigh, temperature } = settings;
  return { learningRate, clipLow, clipHigh, temperature };
}
