import assert from "node:assert/strict";
import { test } from "node:test";
import { measureMatMul, multiplyAddRate, selectBackend } from "../../src/kernels/index.js";

test("the product's speed and the ceiling's are measured in turn, and both are speeds of this century", async () => {
  await selectBackend({ force: "wasm" });
  const measured = measureMatMul(3);
  assert.equal(measured.length, 3);
  for (const { product, ceiling } of measured) {
    for (const speed of [product, ceiling]) assert.ok(speed > 0.5 && speed < 1000, `${speed} GFLOP/s`);
  }
  assert.ok(multiplyAddRate(0.05) > 1);
});

test("without the wasm kernels there is no ceiling to measure", async () => {
  await selectBackend({ force: "cpu" });
  assert.throws(() => measureMatMul(1), /the backend is cpu/);
});
