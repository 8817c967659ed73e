import assert from "node:assert/strict";
import { test } from "node:test";
import { topEntropyOverlap } from "../../src/entropy/index.js";
import { seededRng } from "../../src/random/index.js";

test("hand-worked: the top two of ten share one position", () => {
  const a = [9, 8, 0, 0, 0, 0, 0, 0, 0, 0];
  const b = [9, 0, 0, 0, 8, 0, 0, 0, 0, 0];
  assert.equal(topEntropyOverlap(a, b), 0.5);
  assert.equal(topEntropyOverlap(a, b, { rho: 1 }), 1);
});

test("the count is ceil(rho n), ties go to the lower position", () => {
  assert.equal(topEntropyOverlap([1, 1, 1, 1, 1, 1], [1, 1, 0, 0, 0, 0]), 1);
  assert.equal(topEntropyOverlap([1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 1, 1]), 0);
});

test("with itself 1, symmetric, and about rho for unrelated rankings", () => {
  const rng = seededRng(1);
  const [a, b] = [1, 2].map(() => Float64Array.from({ length: 20_000 }, rng.uniform));
  assert.equal(topEntropyOverlap(a, a), 1);
  assert.equal(topEntropyOverlap(a, b), topEntropyOverlap(b, a));
  assert.ok(Math.abs(topEntropyOverlap(a, b, { rho: 0.2 }) - 0.2) < 0.02);
});

test("arrays of different or no length and rho outside (0, 1] are refused", () => {
  assert.throws(() => topEntropyOverlap([1], [1, 2]), /a\[1\], b\[2\]/);
  assert.throws(() => topEntropyOverlap([], []), /received none/);
  assert.throws(() => topEntropyOverlap([1], [1], { rho: 0 }), /\(0, 1\], received 0/);
  assert.throws(() => topEntropyOverlap([1], [Number.NaN]), /received NaN at 0/);
});
