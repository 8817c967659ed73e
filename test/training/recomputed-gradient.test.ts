import assert from "node:assert/strict";
import { test } from "node:test";
import { selectBackend, tf } from "../../src/kernels/index.js";
import { decoderConfig, loadPolicy, MODEL_SIZES } from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";
import type { SelectedSequence } from "../../src/rollout/index.js";
import { statesGradient } from "../../src/training/gradient.js";
import { lossGradient } from "../../src/training/index.js";
import { keptProductBlocks, recomputedBlocks } from "../../src/training/memory-plan.js";
import { likelihoodLoss } from "../../src/training/surrogate-loss.js";
import { BACKENDS } from "../kernels/backends.js";

const FOLDERS = [
  "qwen3-tied",
  "qwen3-attention-bias",
  "qwen2-shards",
  "llama-own-head",
  "llama-attention-bias",
];

/** Four of five begin with the same prompt. */
function randomSequences(): SelectedSequence[] {
  const rng = seededRng(3);
  const ids = (count: number) => Int32Array.from({ length: count }, () => rng.integer(40));
  const [shared, own] = [ids(3), ids(5)];
  return [4, 9, 0, 7, 6].map((count, i) => ({
    prompt: i === 1 ? own : shared,
    response: ids(12),
    selected: Int32Array.from({ length: count }, (_, i) => i + (count % 2)),
  }));
}

const numbers = (values: Float32Array): number[] => Array.from(values);

const read = (tensors: tf.Tensor[]): number[][] => {
  const values = tensors.map((tensor) => Array.from(tensor.dataSync()));
  tf.dispose(tensors);
  return values;
};

/** Sums are in another order where a tensor is used at both ends of the decoder. */
function assertClose(got: number[][], wanted: number[][], what: string): void {
  assert.equal(got.length, wanted.length);
  for (const [i, values] of wanted.entries()) {
    const error = Math.hypot(...values.map((value, k) => got[i][k] - value));
    assert.ok(error <= 1e-6 * Math.hypot(...values), `${what}: gradient ${i} off by ${error} of its norm`);
  }
}

for (const backend of BACKENDS)
  test(`block by block, and packed, the gradient is that of one tape, up to rounding, on ${backend}`, async () => {
    await selectBackend({ force: backend });
    for (const folder of FOLDERS) {
      const policy = loadPolicy(`test/models/fixtures/families/${folder}`);
      const tensors = tf.memory().numTensors;
      const gradientOf = (recompute: number, packed: boolean, keep = 0) => {
        const { gradients, ...rest } = lossGradient(
          policy,
          randomSequences(),
          ({ logProbs }) => likelihoodLoss(logProbs, 7),
          { recompute, packed, keep, microBatchTokens: 24, temperature: 0.8 },
        );
        return { ...rest, gradients: read(gradients) };
      };
      const taped = gradientOf(0, false);
      assert.ok(taped.gradients.every((values) => values.some((value) => value !== 0)));
      for (const recompute of [1, policy.config.layers]) {
        const recomputed = gradientOf(recompute, false);
        assert.equal(recomputed.loss, taped.loss);
        assert.deepEqual(recomputed.logProbs, taped.logProbs);
        assertClose(recomputed.gradients, taped.gradients, folder);
        // what is kept is what would be computed: not a bit of it differs
        for (const keep of [1, recompute]) assert.deepEqual(gradientOf(recompute, false, keep), recomputed);
      }
      for (const packed of [gradientOf(0, true), gradientOf(1, true)]) {
        assertClose(
          [[packed.loss], ...packed.logProbs.map(numbers)],
          [[taped.loss], ...taped.logProbs.map(numbers)],
          folder,
        );
        assertClose(packed.gradients, taped.gradients, folder);
      }
      assert.equal(tf.memory().numTensors, tensors, `${folder} leaves no tensor behind`);
      policy.dispose();
    }
  });

test("a loss on the hidden states alone, with a variable of its own and some weights of the decoder", async () => {
  await selectBackend({ force: "wasm" });
  const policy = loadPolicy("test/models/fixtures/families/qwen3-tied");
  const value = tf.variable(tf.randomNormal([16, 1], 0, 1, "float32", 5));
  const { layers, embedding, finalNorm } = policy.weights;
  const variables = [value, layers[1].down, embedding, finalNorm, layers[0].qkv];
  const gradientOf = (recompute: number): number[][] =>
    read(
      statesGradient(
        policy,
        variables,
        randomSequences(),
        ({ hidden }) => tf.sum(tf.square(tf.matMul(hidden, value as unknown as tf.Tensor2D))) as tf.Scalar,
        { recompute },
      ).gradients,
    );
  for (const blocks of [1, 2]) assertClose(gradientOf(blocks), gradientOf(0), "states");
  tf.dispose(value);
  policy.dispose();
});

test("of the study's models all blocks are kept, of SmolLM2 those that fit, of a shape of 0.4B none", () => {
  const llama = { modelType: "llama", vocabSize: 49152, headDim: 64, maxPositions: 8192 } as const;
  const smollm2 = { ...llama, hiddenSize: 576, layers: 30, heads: 9, kvHeads: 3, feedForward: 1536 };
  const larger = { ...llama, hiddenSize: 960, layers: 32, heads: 15, kvHeads: 5, feedForward: 2560 };
  const micro = { batch: 8, length: 135 };
  assert.equal(recomputedBlocks(MODEL_SIZES.XL, { batch: 4, length: 128 }), 0);
  const blocks = recomputedBlocks(decoderConfig(smollm2), micro);
  assert.ok(blocks > 0 && blocks < 20, `${blocks} of 30`);
  assert.equal(keptProductBlocks(decoderConfig(smollm2), micro), blocks);
  assert.equal(recomputedBlocks(decoderConfig(larger), micro), 32);
  assert.ok(keptProductBlocks(decoderConfig(larger), micro) < 32);
});
