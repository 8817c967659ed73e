import assert from "node:assert/strict";
import { test } from "node:test";
import { tokenEntropy } from "../../src/entropy/index.js";
import { seededRng } from "../../src/random/index.js";

const close = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);

test("hand-worked rows: uniform, a fair coin, three to one, certain", () => {
  close(tokenEntropy([2, 2, 2, 2]), Math.log(4));
  close(tokenEntropy([5, 5, Number.NEGATIVE_INFINITY]), Math.log(2));
  close(tokenEntropy([Math.log(3), 0]), 0.75 * Math.log(4 / 3) + 0.25 * Math.log(4));
  assert.equal(tokenEntropy([0, -2000, -2000]), 0);
});

test("temperature divides the logits", () => {
  close(tokenEntropy([2 * Math.log(3), 0], { temperature: 2 }), tokenEntropy([Math.log(3), 0]));
});

test("several rows give one number each", () => {
  const entropies = tokenEntropy([[0, 0], new Float32Array([0, 0, 0])]);
  assert.ok(entropies instanceof Float64Array);
  close(entropies[0], Math.log(2));
  close(entropies[1], Math.log(3));
});

test("on random logits: within [0, ln V], unchanged by a shift, and equal to the definition", () => {
  const rng = seededRng(1);
  for (let trial = 0; trial < 200; trial++) {
    const size = 2 + rng.integer(50);
    const logits = Array.from({ length: size }, () => 20 * rng.normal());
    const entropy = tokenEntropy(logits);
    assert.ok(entropy >= 0 && entropy <= Math.log(size) + 1e-12);
    const shift = 100 * rng.normal();
    assert.ok(Math.abs(tokenEntropy(logits.map((z) => z + shift)) - entropy) < 1e-9);
    const weights = logits.map((z) => Math.exp(z - Math.max(...logits)));
    const total = weights.reduce((sum, w) => sum + w, 0);
    const definition = weights.reduce(
      (sum, w) => (w === 0 ? sum : sum - (w / total) * Math.log(w / total)),
      0,
    );
    assert.ok(Math.abs(definition - entropy) < 1e-9);
  }
});

test("logits that are no distribution are refused", () => {
  assert.throws(() => tokenEntropy([0, Number.NaN]), /received NaN at 1/);
  assert.throws(() => tokenEntropy([]), /received -Infinity over 0 logits/);
  assert.throws(() => tokenEntropy([Number.POSITIVE_INFINITY, 0]), /received Infinity/);
  assert.throws(() => tokenEntropy([0, 1], { temperature: 0 }), /> 0, received 0/);
});
