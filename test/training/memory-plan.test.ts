import assert from "node:assert/strict";
import { before, test } from "node:test";
import { selectBackend } from "../../src/kernels/index.js";
import { decoderConfig, MODEL_SIZES, parameterCount, TARGET_MODULES } from "../../src/models/index.js";
import { isFasterNatively, planMemory, requireMemory } from "../../src/training/memory-plan.js";

before(() => selectBackend({ force: "wasm" }));

const SMOLLM2 = decoderConfig({
  ...{ modelType: "llama", vocabSize: 49152, hiddenSize: 576, layers: 30, heads: 9, kvHeads: 3 },
  ...{ headDim: 64, feedForward: 1536, maxPositions: 8192 },
});
const run = { promptTokens: 75, maxNewTokens: 64 };
const MODEL = { model: "models/big", available: 2 ** 34 };

test("SmolLM2 fits: its weights and gradients beside the activations, the moments outside", () => {
  const plan = planMemory(SMOLLM2, run);
  const values = parameterCount(SMOLLM2);
  assert.equal(values, 134_515_008);
  assert.equal(plan.weights, 4 * values);
  assert.equal(plan.outside, 8 * values);
  assert.ok(plan.update > 4 * values && plan.engine < 3.6 * 2 ** 30);
  assert.equal(plan.batchRows, 64);
  assert.doesNotThrow(() => requireMemory(plan, MODEL));
});

test("native TensorFlow is taken for a wide model where there is memory for it", () => {
  const needed = 64 * parameterCount(SMOLLM2);
  assert.equal(isFasterNatively(SMOLLM2, needed + 1), true);
  assert.equal(isFasterNatively(SMOLLM2, needed), false);
  assert.equal(isFasterNatively(decoderConfig({ ...SMOLLM2, hiddenSize: 192 }), needed), false);
});

test("a further thread holds weights, gradients and activations of its own, outside of the engine", () => {
  const [one, two, three] = [1, 2, 3].map((threads) => planMemory(SMOLLM2, { ...run, threads }));
  assert.deepEqual(planMemory(SMOLLM2, run), one);
  assert.equal(two.engine, one.engine);
  const further = three.outside - two.outside;
  assert.ok(further > 12 * parameterCount(SMOLLM2) && further < 2 * one.engine);
  assert.equal(two.outside, one.outside + 4 * parameterCount(SMOLLM2) + further);
});

test("longer responses are decoded in fewer rows at a time", () => {
  const { batchRows, rollout, weights } = planMemory(SMOLLM2, { ...run, maxNewTokens: 2048 });
  assert.ok(batchRows > 8 && batchRows < 64, `${batchRows} rows`);
  assert.ok(weights + rollout < 3.6 * 2 ** 30);
});

test("our own models keep the rows of the recorded runs", () => {
  for (const config of Object.values(MODEL_SIZES))
    assert.equal(planMemory(config, { promptTokens: 10, maxNewTokens: 95 }).batchRows, 64);
});

test("what does not fit is one sentence with numbers and what to lower; adapters take less", () => {
  const big = { ...SMOLLM2, hiddenSize: 1152, heads: 18, feedForward: 3072 };
  const plan = planMemory(big, run);
  assert.throws(
    () => requireMemory(plan, MODEL),
    /^Error: training models\/big takes \d\.\d\d GiB of the engine's memory \(weights 1\.\d\d GiB, .*\), which has room for 3\.60 GiB: shorten .* lower maxNewTokens, train low-rank adapters .* smaller model$/,
  );
  const adapters = { rank: 8, alpha: 16, targetModules: TARGET_MODULES };
  const adapted = planMemory(big, { ...run, adapters });
  assert.ok(adapted.engine < 0.7 * plan.engine && adapted.outside < plan.outside);
  assert.doesNotThrow(() => requireMemory(adapted, MODEL));
  assert.throws(
    () => requireMemory(planMemory(SMOLLM2, run), { ...MODEL, available: 2 ** 30 }),
    /takes \d\.\d\d GiB .*this machine has 1\.00 GiB left: /,
  );
});
