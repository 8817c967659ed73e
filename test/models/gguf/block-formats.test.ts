import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { BLOCK_FORMATS, dequantize } from "../../../src/models/gguf/block-formats.js";
import { largestDifference } from "../largest-difference.js";

const expected: Record<string, { bytes: string; values: string }> = JSON.parse(
  readFileSync("test/models/gguf/fixtures/blocks.json", "utf8"),
);
const bytesOf = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, "base64"));

test("blocks of every quantised type have the values that the Python package gguf has for them", () => {
  assert.deepEqual(Object.keys(expected).sort(), [...BLOCK_FORMATS.keys()].sort());
  for (const [name, { bytes, values }] of Object.entries(expected)) {
    const format = BLOCK_FORMATS.get(name)!;
    const wanted = new Float32Array(bytesOf(values).buffer);
    assert.equal(wanted.length, 3 * format.values);
    assert.equal(largestDifference(dequantize(format, bytesOf(bytes)), wanted), 0, name);
  }
});

test("half a block is refused", () => {
  const format = BLOCK_FORMATS.get("Q8_0")!;
  assert.throws(() => dequantize(format, new Uint8Array(40)), /wanted blocks of 34 bytes, received 40 bytes/);
});
