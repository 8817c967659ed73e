// The gradient step on SmolLM2-135M-Instruct as `fetch-model` fetches it, held to PyTorch's (fixtures/smollm2/make.py).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { selectBackend, type tf } from "../../src/kernels/index.js";
import { adaptPolicy, type LowRankOptions, loadPolicy, type Policy } from "../../src/models/index.js";
import { checkpointTensors } from "../../src/models/model-folder.js";
import { seededRng } from "../../src/random/index.js";
import { rlvrConfig, rlvrOptimizer, updatePolicy } from "../../src/training/index.js";
import { REAL_MODEL, WITHOUT_REAL_MODEL } from "../models/real-model.js";
import { type RecordedBatch, recordedBatch, watched } from "./recorded-step.js";

/** Norm, and sums under random signs. */
type Told = number[];
interface Expected {
  oldLogProbs: number[][];
  loss: number;
  gradNorm: number;
  tensors: Record<string, { gradient: Told; updated: Told }>;
}
const { settings, sequences, adapters, expected } = JSON.parse(
  readFileSync("test/training/fixtures/smollm2/expected.json", "utf8"),
) as RecordedBatch & { adapters: LowRankOptions; expected: Record<"whole" | "adapters", Expected> };

/** A 32-bit hash of an index, as the script has it. */
function hashed(index: number): number {
  let h = index;
  for (let i = 0; i < 2; i++) h = Math.imul(h ^ (h >>> 16), 0x45d9f3b);
  return (h ^ (h >>> 16)) >>> 0;
}

function told(values: ArrayLike<number>, count: number): Told {
  let squares = 0;
  const sums = new Float64Array(count);
  for (let i = 0; i < values.length; i++) {
    squares += values[i] ** 2;
    const h = hashed(i);
    for (let j = 0; j < count; j++) sums[j] += (h >>> j) & 1 ? -values[i] : values[i];
  }
  return [Math.sqrt(squares), ...sums];
}

/** The sums' differences are about as large as the norm of the tensors' difference. */
function assertTold(got: ArrayLike<number>, [norm, ...sums]: Told, tolerance: number, name: string): void {
  const [own, ...ownSums] = told(got, sums.length);
  const off = Math.hypot(...sums.map((sum, j) => ownSums[j] - sum)) / Math.sqrt(sums.length);
  assert.ok(off < tolerance * norm, `${name} is off by ${off / norm} of its norm`);
  assert.ok(Math.abs(own - norm) < tolerance * norm, `${name} has the norm ${own}, wanted ${norm}`);
}

function assertStep(
  policy: Policy,
  { oldLogProbs, loss, gradNorm, tensors }: Expected,
  valuesOf: (tensors: ReadonlyMap<string, tf.Tensor>) => Iterable<{ name: string; values: Float32Array }>,
): void {
  const { learningRate, clipLow, clipHigh, temperature } = settings;
  const steps = { learningRate, clipLow, clipHigh, temperature };
  const config = rlvrConfig({ base: REAL_MODEL, miniBatches: 1, ...steps });
  const adam = watched(policy, rlvrOptimizer(policy, config));
  const update = updatePolicy(policy, adam, recordedBatch(sequences, oldLogProbs), config, seededRng(0));
  assert.ok(Math.abs(update.loss - loss) < 1e-5, `loss ${update.loss}, PyTorch's ${loss}`);
  assert.ok(Math.abs(update.gradNorm / gradNorm - 1) < 1e-5, `norm ${update.gradNorm}, ${gradNorm}`);
  const names: string[] = [];
  for (const { name, values } of valuesOf(adam.gradients)) {
    assertTold(values, tensors[name].gradient, 1e-4, `the gradient of ${name}`);
    names.push(name);
  }
  assert.deepEqual(names.sort(), Object.keys(tensors).sort());
  for (const { name, values } of valuesOf(policy.parameters))
    assertTold(values, tensors[name].updated, 1e-5, name);
  adam.dispose();
}

before(() => selectBackend({ force: "wasm" }));

test("gradients of the clipped surrogate and one Adam step as in PyTorch, under a mask", {
  skip: WITHOUT_REAL_MODEL,
}, () => {
  const policy = loadPolicy(REAL_MODEL);
  assertStep(policy, expected.whole, (tensors) => checkpointTensors(policy.config, tensors));
  policy.dispose();
});

test("those of low-rank adapters as in peft", { skip: WITHOUT_REAL_MODEL }, () => {
  const made = (_: string, [rows, columns]: number[]): Float32Array =>
    Float32Array.from({ length: rows * columns }, (_, i) => (hashed(i) / 2 ** 32 - 0.5) * 0.05);
  const policy = adaptPolicy(loadPolicy(REAL_MODEL), adapters, { valuesOf: made });
  assertStep(policy, expected.adapters, (tensors) =>
    Array.from(tensors, ([name, tensor]) => ({ name, values: tensor.dataSync() as Float32Array })),
  );
  policy.dispose();
});
