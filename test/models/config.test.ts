import assert from "node:assert/strict";
import { test } from "node:test";
import { decoderConfig, MODEL_SIZES } from "../../src/models/index.js";

const small = { hiddenSize: 48, layers: 2, heads: 3, feedForward: 96 };

test("what is left out takes the defaults of the Countdown models", () => {
  assert.deepEqual(decoderConfig(small), {
    ...small,
    ...{ modelType: "qwen3", vocabSize: 120, kvHeads: 3, headDim: 16, ropeBase: 1000, rmsEps: 1e-6 },
    ...{ qkNorm: true, tiedEmbedding: true, maxPositions: 128 },
    ...{ ropeScaling: null, qkvBias: false, outputBias: false },
  });
  assert.equal(decoderConfig({ ...small, modelType: "llama" }).qkNorm, false);
  assert.equal(decoderConfig({ ...small, qkNorm: false }).modelType, "llama");
  const { qkNorm, qkvBias, outputBias } = decoderConfig({ ...small, modelType: "qwen2" });
  assert.deepEqual([qkNorm, qkvBias, outputBias], [false, true, false]);
});

test("a complete configuration passes unchanged", () => {
  for (const config of Object.values(MODEL_SIZES)) assert.deepEqual(decoderConfig(config), config);
});

test("an unknown, missing or impossible setting is refused with what was received", () => {
  const refused = (change: object, message: RegExp): void =>
    assert.throws(() => decoderConfig({ ...small, ...change }), message);
  refused({ hiddensize: 48 }, /"hiddensize":48.*hiddensize.*The keys are .*hiddenSize/s);
  refused({ layers: undefined }, /layers/);
  refused({ layers: 0 }, /"layers":0.*layers/s);
  refused({ heads: 5 }, /"heads":5.*headDim/s);
  refused({ headDim: 15 }, /even headDim/);
  refused({ kvHeads: 2 }, /heads must be a multiple of kvHeads/);
  refused({ modelType: "gpt2" }, /"modelType":"gpt2".*modelType/s);
  refused({ modelType: "llama", qkNorm: true }, /qkNorm is true with modelType "qwen3"/);
  refused({ modelType: "qwen2", qkvBias: false }, /with modelType "qwen2" qkvBias is true/);
  refused({ ropeScaling: { type: "linear" } }, /ropeScaling\.factor/);
  const bounds = { lowFrequencyFactor: 4, highFrequencyFactor: 4, originalMaxPositions: 8 };
  refused({ ropeScaling: { type: "llama3", factor: 2, ...bounds } }, /less than highFrequencyFactor/);
});
