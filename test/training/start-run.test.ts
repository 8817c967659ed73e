import assert from "node:assert/strict";
import { test } from "node:test";
import { whatIsTrained } from "../../src/training/index.js";

test("a line says that quantised and half-precision weights are trained in float32", () => {
  const gguf = "test/models/gguf/fixtures/llama3.gguf";
  const half = "test/models/fixtures/families/llama-float16";
  for (const [base, loraRank, line] of [
    ["data/models/S", undefined, "F32 weights, trained"],
    ["data/models/S", 4, "F32 weights; adapters of rank 4 on them are trained"],
    [gguf, undefined, "Q4_1 and Q8_0 weights, read as float32 and trained so"],
    [gguf, 8, "Q4_1 and Q8_0 weights, read as float32; adapters of rank 8 on them are trained"],
    [half, undefined, "F16 weights, read as float32 and trained so"],
  ] as const)
    assert.equal(whatIsTrained({ base, loraRank }), line);
});
