// The gradient step on loaded folders of every family, held to PyTorch's (fixtures/surrogate/make.py).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { before, describe, test } from "node:test";
import { selectBackend, type tf } from "../../src/kernels/index.js";
import { loadPolicy, openSafetensors, type Policy, type SafetensorsReader } from "../../src/models/index.js";
import { checkpointTensors } from "../../src/models/model-folder.js";
import { seededRng } from "../../src/random/index.js";
import { rlvrConfig, rlvrOptimizer, updatePolicy } from "../../src/training/index.js";
import { BACKENDS } from "../kernels/backends.js";
import { type RecordedBatch, recordedBatch, watched } from "./recorded-step.js";

const FIXTURES = "test/training/fixtures/surrogate";
interface Recorded extends RecordedBatch {
  expected: Record<string, { oldLogProbs: number[][]; loss: number; gradNorm: number }>;
}
const { settings, sequences, expected }: Recorded = JSON.parse(
  readFileSync(path.join(FIXTURES, "batch.json"), "utf8"),
);

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

for (const backend of BACKENDS)
  describe(`the gradient step on ${backend}`, () => {
    before(() => selectBackend({ force: backend }));
    for (const [family, { oldLogProbs, loss, gradNorm }] of Object.entries(expected))
      test(`${family}: gradients of the clipped surrogate and one Adam step as in PyTorch, under a mask`, () => {
        const base = path.join("test/models/fixtures/families", family);
        const config = rlvrConfig({ base, miniBatches: 1, ...shared() });
        const policy = loadPolicy(base);
        const adam = watched(policy, rlvrOptimizer(policy, config));
        const update = updatePolicy(
          policy,
          adam,
          recordedBatch(sequences, oldLogProbs),
          config,
          seededRng(0),
        );
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
