import assert from "node:assert/strict";
import { test } from "node:test";
import { decoderConfig, MODEL_SIZES } from "../../src/models/index.js";

const small = { hiddenSize: 48, layers: 2, heads: 3, feedForward: 96 };

test("what is left out takes the defaults of the Countdown models", () => {
  assert.deepEqual(decoderConfig(small), {
    ...small,
    ...{ modelType: "qwen3", vocabSize: 120, kvHeads: 3, headDim: 16, ropeBase: 1000, rmsEps: 1e-6 },
    ...{ qkNorm: true, tiedEmbedding: true, maxPositions: 128 },
  });
  assert.equal(decoderConfig({ ...small, modelType: "llama" }).qkNorm, false);
  assert.equal(decoderConfig({ ...small, qkNorm: false }).modelType, "llama");
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
});
