import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { createDecoder, type DecoderShape, tf } from "../../src/kernels/index.js";
import { seededRng } from "../../src/random/index.js";
import { BACKEND_BUILDS, useBackend } from "./backends.js";
import { forwardLogits, randomWeights, relativeError, TINY_SHAPE, variablesOf } from "./tiny-decoder.js";

const SHAPES: Record<string, DecoderShape> = {
  "grouped queries, head width 6": TINY_SHAPE,
  "Llama without QK-norm, own head": { ...TINY_SHAPE, qkNorm: false, tiedEmbedding: false, kvHeads: 4 },
  "head width 16, hidden width not heads x head width": {
    ...TINY_SHAPE,
    headDim: 16,
    hiddenSize: 30,
    kvHeads: 1,
  },
};

for (const backendBuild of BACKEND_BUILDS) {
  const { backend, build } = backendBuild;
  describe(`decoding token by token on ${backend} ${build ?? ""}`, () => {
    before(() => useBackend(backendBuild));
    for (const [name, shape] of Object.entries(SHAPES)) {
      test(`equals the full forward pass: ${name}`, () => {
        const rng = seededRng(5);
        const weights = randomWeights(shape, rng);
        const tensorsBefore = tf.memory().numTensors;
        const token = () => rng.integer(shape.vocabSize);
        const prompts = [3, 7, 5].map((length) => Array.from({ length }, token));
        let rows = prompts.flatMap((prompt) => [prompt.slice(), prompt.slice()]);
        const decoder = createDecoder(weights, shape, { maxLength: 24 });

        const lastLogits = (sequence: number[]): Float32Array => {
          const logits = tf.tidy(() =>
            forwardLogits(weights, shape, tf.tensor1d(sequence, "int32"), {
              batch: 1,
              length: sequence.length,
            }),
          );
          const values = logits.dataSync().slice(-shape.vocabSize) as Float32Array;
          logits.dispose();
          return values;
        };
        const compare = (logits: Float32Array) => {
          assert.equal(decoder.rows, rows.length);
          assert.equal(logits.length, rows.length * shape.vocabSize);
          for (const [r, sequence] of rows.entries()) {
            const row = logits.subarray(r * shape.vocabSize, (r + 1) * shape.vocabSize);
            const error = relativeError(row, lastLogits(sequence));
            assert.ok(error < 4e-6, `row ${r}, ${sequence.length} tokens: relative error ${error}`);
          }
        };

        compare(decoder.prefill(prompts, 2));
        for (let step = 0; step < 12; step++) {
          if (step === 3 || step === 8) {
            const kept = step === 3 ? [5, 0, 2, 3] : [1, 3, 1];
            rows = kept.map((row) => rows[row]!.slice());
            decoder.keep(Int32Array.from(kept));
          }
          const next = Int32Array.from(rows, token);
          for (const [r, sequence] of rows.entries()) sequence.push(next[r]!);
          compare(decoder.step(next));
        }
        decoder.dispose();
        assert.equal(tf.memory().numTensors, tensorsBefore);
        tf.dispose(variablesOf(weights));
      });
    }

    test("a row beyond maxLength is an error", () => {
      const weights = randomWeights(TINY_SHAPE, seededRng(1));
      const decoder = createDecoder(weights, TINY_SHAPE, { maxLength: 4 });
      decoder.prefill([[1, 2, 3, 4]], 1);
      assert.throws(() => decoder.step(Int32Array.of(1)), /opened for 4 tokens/);
      decoder.dispose();
      tf.dispose(variablesOf(weights));
    });
  });
}
