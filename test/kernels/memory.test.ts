import assert from "node:assert/strict";
import { before, test } from "node:test";
import { createDecoder, selectBackend, tf } from "../../src/kernels/index.js";
import { allocate, free } from "../../src/kernels/wasm/memory.js";
import { seededRng } from "../../src/random/index.js";
import { randomWeights, TINY_SHAPE, variablesOf } from "./tiny-decoder.js";

before(() => selectBackend({ force: "wasm" }));

test("what does not fit is refused with the numbers, and nothing is overwritten", () => {
  const kept = tf.tensor1d([1, 2, 3]);
  for (const bytes of [2 ** 32 - 8, 2 ** 32, 2 ** 32 + 64, 3 * 2 ** 32 + 16])
    assert.throws(() => allocate(bytes), /no room for (4|12)\.00 GiB of tensors: .* ends at 4\.00 GiB/);
  assert.deepEqual([...kept.dataSync()], [1, 2, 3]);
  free(allocate(64));
});

test("keys and values beyond 4 GiB leave the weights as they were", () => {
  const weights = randomWeights(TINY_SHAPE, seededRng(1));
  const before = variablesOf(weights).map((variable) => variable.dataSync().slice());
  // 3 rows x 2 layers x 2 heads x 2 x 8 floats x 2^23 tokens: 6 GiB, or 2 modulo 2^32.
  const decoder = createDecoder(weights, TINY_SHAPE, { maxLength: 2 ** 23 });
  assert.throws(() => decoder.prefill([[1], [2], [3]], 1), /no room for 6\.00 GiB/);
  decoder.dispose();
  for (const [i, variable] of variablesOf(weights).entries())
    assert.deepEqual(variable.dataSync(), before[i]);
  tf.dispose(variablesOf(weights));
});
