import assert from "node:assert/strict";
import { test } from "node:test";
import {
  entropyThreshold,
  highEntropyMask,
  lowEntropyMask,
  randomMask,
} from "../../src/policy-gradient/index.js";
import { seededRng } from "../../src/random/index.js";

const entropies = [0.1, 2.0, 0.0, 0.7, 0.7, 0.3, 0.0, 1.1, 0.7, 0.2];
const sum = (mask: Uint8Array) => mask.reduce((total, kept) => total + kept, 0);

test("top-k keeps exactly ceil(rho n), ties to the lower index", () => {
  assert.deepEqual([...highEntropyMask(entropies, { rho: 0.2 })], [0, 1, 0, 0, 0, 0, 0, 1, 0, 0]);
  assert.deepEqual([...highEntropyMask(entropies, { rho: 0.21 })], [0, 1, 0, 1, 0, 0, 0, 1, 0, 0]);
  assert.deepEqual([...highEntropyMask(entropies, { rho: 0.4 })], [0, 1, 0, 1, 1, 0, 0, 1, 0, 0]);
});

test("quantile keeps every tie at the threshold", () => {
  // 10 values: the 0.7 quantile is sorted[6.3] = 0.7 + 0.3 (0.7 - 0.7): all three 0.7 stay
  assert.deepEqual(
    [...highEntropyMask(entropies, { rho: 0.3, rule: "quantile" })],
    [0, 1, 0, 1, 1, 0, 0, 1, 1, 0],
  );
  // rho 0.1: sorted[8.1] = 1.1 + 0.1 (2.0 - 1.1) = 1.19: only 2.0 reaches it
  assert.equal(entropyThreshold(entropies, { rho: 0.1, rule: "quantile" }).toFixed(12), "1.190000000000");
  assert.deepEqual(
    [...highEntropyMask(entropies, { rho: 0.1, rule: "quantile" })],
    [0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
  );
});

test("a place that is whole but for rounding loses no token", () => {
  // (1 - 0.3) * 10 is 7 (or a hair off): the threshold is the 8th of 11 values itself
  const eleven = Array.from({ length: 11 }, (_, i) => i / 7);
  for (const rho of [0.1, 0.2, 0.3, 0.6, 0.7, 0.9])
    assert.equal(sum(highEntropyMask(eleven, { rho, rule: "quantile" })), Math.round(rho * 10) + 1);
  // 0.07 * 100 is 7.000000000000001 in floating point
  assert.equal(
    sum(
      highEntropyMask(
        Float32Array.from({ length: 100 }, (_, i) => 1 + Math.sin(i)),
        { rho: 0.07 },
      ),
    ),
    7,
  );
});

test("against an independent sort on random entropies", () => {
  const rng = seededRng(1);
  for (let round = 0; round < 50; round++) {
    const n = 1 + rng.integer(60);
    const values = Array.from({ length: n }, () => rng.integer(8) / 4);
    const rho = (1 + rng.integer(100)) / 100;
    const order = values.map((h, t) => [h, t]).sort(([h, t], [g, u]) => g - h || t - u);
    const best = order.slice(0, Math.ceil(Number((rho * n).toFixed(9)))).map(([, t]) => t);
    const top = highEntropyMask(values, { rho });
    assert.deepEqual(
      [...top.keys()].filter((t) => top[t]),
      best.sort((a, b) => a - b),
    );
    assert.equal(entropyThreshold(values, { rho }), Math.min(...best.map((t) => values[t])));
  }
});

test("rho = 1 keeps all, a tiny rho keeps one, in either rule", () => {
  for (const rule of ["top-k", "quantile"] as const) {
    assert.equal(sum(highEntropyMask(entropies, { rho: 1, rule })), 10);
    assert.deepEqual([...highEntropyMask(entropies, { rho: 1e-9, rule })], [0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert.deepEqual([...highEntropyMask([0], { rho: 0.2, rule })], [1]);
  }
});

test("all ties: top-k keeps the first ceil(rho n), quantile keeps all", () => {
  const flat = new Float64Array(5).fill(0.4);
  assert.deepEqual([...highEntropyMask(flat, { rho: 0.2 })], [1, 0, 0, 0, 0]);
  assert.deepEqual([...highEntropyMask(flat, { rho: 0.2, rule: "quantile" })], [1, 1, 1, 1, 1]);
});

test("empty input and all padding give an empty selection", () => {
  for (const rule of ["top-k", "quantile"] as const) {
    assert.deepEqual(highEntropyMask([], { rule }), new Uint8Array(0));
    assert.deepEqual(highEntropyMask([1, 2], { rule, responseMask: [0, 0] }), new Uint8Array(2));
    assert.ok(Number.isNaN(entropyThreshold([1], { rule, responseMask: [0] })));
  }
});

test("padding neither moves the threshold nor is kept, whatever it holds", () => {
  const responseMask = [1, 1, 0, 1, 0];
  const padded = [0.1, 0.5, 4.9226, 0.3, Number.NaN];
  for (const rule of ["top-k", "quantile"] as const)
    assert.deepEqual([...highEntropyMask(padded, { rule, rho: 0.3, responseMask })], [0, 1, 0, 0, 0]);
  assert.deepEqual([...lowEntropyMask(padded, { rho: 0.3, responseMask })], [1, 0, 0, 1, 0]);
});

test('scope "response" ranks every response for itself', () => {
  const groups = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
  const values = [5, 6, 7, 8, 9, 0.1, 0.3, 0.2, 0, 0];
  assert.deepEqual([...highEntropyMask(values, { rho: 0.2 })], [0, 0, 0, 1, 1, 0, 0, 0, 0, 0]);
  assert.deepEqual(
    [...highEntropyMask(values, { rho: 0.2, scope: "response", groups })],
    [0, 0, 0, 0, 1, 0, 1, 0, 0, 0],
  );
});

test("the bottom is the complement of the top, the random mask has the top's size", () => {
  const top = highEntropyMask(entropies, { rho: 0.2 });
  const bottom = lowEntropyMask(entropies, { rho: 0.2 });
  assert.ok(top.every((kept, t) => kept + bottom[t] === 1));
  assert.equal(sum(lowEntropyMask(entropies, { rho: 1 })), 0);

  const responseMask = Uint8Array.from({ length: 1000 }, (_, t) => (t % 4 === 0 ? 0 : 1));
  const random = randomMask(responseMask, { rng: seededRng(3), rho: 0.2 });
  assert.equal(sum(random), 150);
  assert.ok(random.every((kept, t) => kept <= responseMask[t]));
  assert.notDeepEqual(random, randomMask(responseMask, { rng: seededRng(4), rho: 0.2 }));
  assert.ok(Math.abs(sum(random.slice(0, 500)) - 75) < 25);
});

test("bad input is refused with what was received", () => {
  for (const rho of [0, -0.2, 1.01, Number.NaN])
    assert.throws(() => highEntropyMask([1], { rho }), new RegExp(`\\(0, 1\\], received ${rho}`));
  assert.throws(() => highEntropyMask([0.1, Number.NaN]), /entropy of token 1 .* received NaN/);
  assert.throws(() => highEntropyMask([Number.POSITIVE_INFINITY]), /received Infinity/);
  assert.throws(() => highEntropyMask([1, 2], { responseMask: [1] }), /\(2\), received 1/);
  assert.throws(() => highEntropyMask([1, 2], { scope: "response" }), /wants groups/);
  assert.throws(
    () => highEntropyMask([1, 2], { scope: "group" }),
    /scope "group" wants groups: the prompt that each token answers, received none/,
  );
  assert.throws(
    () => highEntropyMask([1, 2], { scope: "rank" as "batch" }),
    /scope must be "batch" or "group" or "response", received "rank"/,
  );
  assert.throws(
    () => highEntropyMask([1, 2], { scope: "response", groups: [0] }),
    /groups .*\(2\), received 1/,
  );
});
