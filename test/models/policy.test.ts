import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../src/kernels/index.js";
import {
  createPolicy,
  decoderConfig,
  MODEL_SIZES,
  type ModelSize,
  parameterCount,
} from "../../src/models/index.js";
import { countParameters } from "../../src/models/policy.js";
import { seededRng } from "../../src/random/index.js";

/** XL by hand: embedding 120 x 192, final norm 192, 6 blocks of 4 x 192^2 + 3 x 192 x 480 + 2 x 192 + 2 x 16. */
const PARAMETERS: Record<ModelSize, number> = { S: 52_144, M: 149_536, L: 602_352, XL: 2_569_344 };

test("the sizes have as many parameters as announced", () => {
  for (const size of Object.keys(MODEL_SIZES) as ModelSize[]) {
    const policy = createPolicy(size, seededRng(0));
    assert.equal(countParameters(policy), PARAMETERS[size], size);
    assert.equal(parameterCount(MODEL_SIZES[size]), PARAMETERS[size], size);
    policy.dispose();
  }
});

test("parameters are counted from a configuration as from a model, grouped heads, an untied head and biases included", () => {
  const shape = { hiddenSize: 48, layers: 2, heads: 4, kvHeads: 2, headDim: 16, feedForward: 96 };
  for (const own of [{}, { tiedEmbedding: false }, { qkNorm: false }, { qkvBias: true, outputBias: true }]) {
    const config = decoderConfig({ ...shape, ...own });
    const policy = createPolicy(config, seededRng(0));
    assert.equal(parameterCount(config), countParameters(policy), JSON.stringify(own));
    policy.dispose();
  }
});

test("weights start with the announced standard deviations", () => {
  const policy = createPolicy({ ...MODEL_SIZES.L, tiedEmbedding: false }, seededRng(0));
  const deviation = (name: string): number => {
    const values = policy.parameters.get(name)!.dataSync() as Float32Array;
    return Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
  };
  const near = (name: string, wanted: number): void =>
    assert.ok(Math.abs(deviation(name) / wanted - 1) < 0.03, `${name}: ${deviation(name)}, wanted ${wanted}`);
  near("model.embed_tokens.weight", 0.05);
  near("lm_head.weight", 0.05);
  near("model.layers.3.self_attn.qkv_proj.weight", 1 / Math.sqrt(112));
  near("model.layers.3.self_attn.o_proj.weight", 1 / Math.sqrt(112 * 8));
  near("model.layers.0.mlp.gate_up_proj.weight", 1 / Math.sqrt(112));
  near("model.layers.0.mlp.down_proj.weight", 1 / Math.sqrt(288 * 8));
  assert.deepEqual(new Set(policy.parameters.get("model.norm.weight")!.dataSync()), new Set([1]));
  policy.dispose();
});

test("the seed decides the weights", () => {
  const embedding = (seed: number): number[] => [
    ...createPolicy("S", seededRng(seed)).weights.embedding.dataSync(),
  ];
  assert.deepEqual(embedding(5), embedding(5));
  assert.notDeepEqual(embedding(5), embedding(6));
});

test("grouped-query, untied and Llama decoders have the parameters of their kind", () => {
  const base = { hiddenSize: 16, layers: 1, heads: 4, feedForward: 8, vocabSize: 10 };
  const shapes = (options: object): Record<string, number[]> => {
    const policy = createPolicy({ ...base, ...options }, seededRng(0));
    return Object.fromEntries([...policy.parameters].map(([name, { shape }]) => [name, shape]));
  };
  const grouped = shapes({ kvHeads: 2, headDim: 6, tiedEmbedding: false });
  assert.deepEqual(grouped["model.layers.0.self_attn.qkv_proj.weight"], [(4 + 2 * 2) * 6, 16]);
  assert.deepEqual(grouped["model.layers.0.self_attn.o_proj.weight"], [16, 24]);
  assert.deepEqual(grouped["model.layers.0.self_attn.q_norm.weight"], [6]);
  assert.deepEqual(grouped["lm_head.weight"], [10, 16]);
  const names = Object.keys(shapes({ modelType: "llama" }));
  assert.ok(!names.some((name) => /[qk]_norm|lm_head/.test(name)), names.join());
});

test("dispose frees every tensor", () => {
  const before = tf.memory().numTensors;
  const policy = createPolicy("S", seededRng(0));
  assert.equal(tf.memory().numTensors, before + policy.variables().length);
  policy.dispose();
  assert.equal(tf.memory().numTensors, before);
});

test("an unknown size is refused with the known ones", () => {
  assert.throws(
    () => createPolicy("XXL" as ModelSize, seededRng(0)),
    /unknown model size "XXL"; the sizes are S, M, L, XL/,
  );
});
