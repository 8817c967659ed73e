// The gradient step on loaded folders of every family, of weights and of adapters, held to PyTorch's and peft's
// (fixtures/surrogate/make.py).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { before, describe, test } from "node:test";
import { selectBackend, type tf } from "../../src/kernels/index.js";
import {
  adaptPolicy,
  type LowRankOptions,
  loadPolicy,
  openSafetensors,
  type Policy,
  type SafetensorsReader,
} from "../../src/models/index.js";
import { checkpointTensors } from "../../src/models/model-folder.js";
import { seededRng } from "../../src/random/index.js";
import { rlvrConfig, rlvrOptimizer, updatePolicy } from "../../src/training/index.js";
import { BACKENDS } from "../kernels/backends.js";
import { type RecordedBatch, recordedBatch, watched } from "./recorded-step.js";

const FIXTURES = "test/training/fixtures/surrogate";
interface Step {
  oldLogProbs: number[][];
  loss: number;
  gradNorm: number;
}
interface Recorded extends RecordedBatch {
  expected: Record<string, Step>;
  adapters: Record<string, Step & { options: LowRankOptions }>;
}
const { settings, sequences, expected, adapters }: Recorded = JSON.parse(
  readFileSync(path.join(FIXTURES, "batch.json"), "utf8"),
);

const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));
const baseOf = (family: string): string => path.join("test/models/fixtures/families", family);
const openFixture = (name: string): SafetensorsReader =>
  openSafetensors(path.join(FIXTURES, `${name}.safetensors`));

type Values = { name: string; values: ArrayLike<number> }[];

/** Every recorded tensor is there, no other is, and each is within `tolerance` of its norm. */
function assertTensors(
  tensors: Values,
  { wanted, kind, tolerance }: { wanted: SafetensorsReader; kind: string; tolerance: number },
): void {
  const names = wanted.names.filter((name) => name.startsWith(kind));
  assert.deepEqual(tensors.map(({ name }) => kind + name).sort(), names.sort());
  for (const { name, values } of tensors) {
    const right = wanted.read(kind + name);
    const error = norm(right.map((value, i) => values[i] - value)) / norm(right);
    assert.ok(error < tolerance, `${kind}${name} is off by ${error} of its norm`);
  }
}

/** One step of a policy, whose tensors have the names of the file under `named`. */
function assertStep(
  policy: Policy,
  { oldLogProbs, loss, gradNorm }: Step,
  {
    base,
    wanted,
    named,
  }: {
    base: string;
    wanted: SafetensorsReader;
    named: (tensors: ReadonlyMap<string, tf.Tensor>) => Values;
  },
): void {
  const config = rlvrConfig({ base, miniBatches: 1, ...shared() });
  const adam = watched(policy, rlvrOptimizer(policy, config));
  const update = updatePolicy(policy, adam, recordedBatch(sequences, oldLogProbs), config, seededRng(0));
  assert.ok(Math.abs(update.loss - loss) < 1e-5, `loss ${update.loss}, PyTorch's ${loss}`);
  assert.ok(Math.abs(update.gradNorm / gradNorm - 1) < 1e-5, `norm ${update.gradNorm}, ${gradNorm}`);
  assertTensors(named(adam.gradients), { wanted, kind: "gradient.", tolerance: 1e-4 });
  assertTensors(named(policy.parameters), { wanted, kind: "updated.", tolerance: 1e-5 });
  adam.dispose();
}

for (const backend of BACKENDS)
  describe(`the gradient step on ${backend}`, () => {
    before(() => selectBackend({ force: backend }));
    for (const [family, step] of Object.entries(expected))
      test(`${family}: gradients of the clipped surrogate and one Adam step as in PyTorch, under a mask`, () => {
        const base = baseOf(family);
        const policy = loadPolicy(base);
        const wanted = openFixture(family);
        assertStep(policy, step, {
          ...{ base, wanted },
          named: (tensors) => checkpointTensors(policy.config, tensors),
        });
        wanted.close();
        policy.dispose();
      });
    for (const [family, { options, ...step }] of Object.entries(adapters))
      test(`${family}: gradients of its adapters and one Adam step on them as in peft, under a mask`, () => {
        const base = baseOf(family);
        const wanted = openFixture(`${family}.adapters`);
        const policy = adaptPolicy(loadPolicy(base), options, {
          valuesOf: (name) => wanted.read(`from.${name}`),
        });
        assertStep(policy, step, {
          ...{ base, wanted },
          named: (tensors) =>
            [...tensors].map(([name, tensor]) => ({ name, values: tensor.dataSync() as Float32Array })),
        });
        wanted.close();
        policy.dispose();
      });
  });

function shared() {
  const { learningRate, clipLow, clipHigh, temperature } = settings;
  return { learningRate, clipLow, clipHigh, temperature };
}
