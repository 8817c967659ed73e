import assert from "node:assert/strict";
import { test } from "node:test";
import { binaryEntropy, likelierOfTwo, tokenEntropy } from "../../src/entropy/index.js";

test("two tokens by hand: a fair coin, certainty, and any p against the softmax of its logits", () => {
  assert.deepEqual([binaryEntropy(0.5), binaryEntropy(0), binaryEntropy(1)], [Math.LN2, 0, 0]);
  for (const p of [0.01, 0.2, 0.9])
    assert.ok(Math.abs(binaryEntropy(p) - tokenEntropy([Math.log(p), Math.log(1 - p)])) < 1e-12);
  assert.throws(() => binaryEntropy(1.1), /received 1.1/);
});

test("the likelier token undoes the entropy", () => {
  for (const p of [0.5, 0.78, 0.97, 1]) assert.ok(Math.abs(likelierOfTwo(binaryEntropy(p)) - p) < 1e-7);
  assert.throws(() => likelierOfTwo(0.7), /\[0, ln 2\], received 0.7/);
});
