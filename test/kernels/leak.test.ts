import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createAdam,
  createDecoder,
  drawTokens,
  gatherRows,
  globalNorm,
  logProbEntropy,
  selectBackend,
  tf,
} from "../../src/kernels/index.js";
import { wasmMemory } from "../../src/kernels/wasm/memory.js";
import { seededRng } from "../../src/random/index.js";
import { forwardLogits, randomWeights, TINY_SHAPE, variablesOf } from "./tiny-decoder.js";

test("200 steps of decoding and training leak no tensor, and the heap stops growing", async () => {
  await selectBackend({ force: "wasm" });
  const rng = seededRng(9);
  const weights = randomWeights(TINY_SHAPE, rng);
  const variables = variablesOf(weights);
  const adam = createAdam(variables, { learningRate: 1e-3 });
  const [batch, length] = [4, 20];
  const token = () => rng.integer(TINY_SHAPE.vocabSize);
  const step = (): void => {
    const decoder = createDecoder(weights, TINY_SHAPE, { maxLength: length });
    decoder.prefill([[token(), token()], [token()]], 2);
    for (let i = 0; i < 5; i++) {
      const logits = decoder.step(Int32Array.from({ length: batch }, token));
      drawTokens(logits, new Float64Array(batch).fill(0.5));
    }
    decoder.dispose();
    const ids = Int32Array.from({ length: batch * length }, token);
    const gradients = tf.tidy(() => {
      const { grads } = tf.variableGrads(() => {
        const logits = forwardLogits(weights, TINY_SHAPE, tf.tensor1d(ids, "int32"), { batch, length });
        const rows = tf.tensor1d([3, 5, 8], "int32");
        const { logProbs } = logProbEntropy(gatherRows(logits, rows), tf.tensor1d([1, 2, 3], "int32"));
        return tf.neg(tf.sum(logProbs)) as tf.Scalar;
      }, variables);
      return variables.map((variable) => grads[variable.name]!);
    });
    adam.apply(gradients, { scale: 1 / Math.max(1, globalNorm(gradients)) });
    tf.dispose(gradients);
  };
  for (let i = 0; i < 10; i++) step();
  const { numTensors, numBytes } = tf.memory();
  const heap = wasmMemory().buffer.byteLength;
  for (let i = 0; i < 200; i++) step();
  assert.equal(tf.memory().numTensors, numTensors);
  assert.equal(tf.memory().numBytes, numBytes);
  assert.equal(wasmMemory().buffer.byteLength, heap);
});
