import assert from "node:assert/strict";
import { test } from "node:test";
import { ROLE } from "../../src/countdown/index.js";
import { seededRng } from "../../src/random/index.js";
import { type Arm, tokenWeights } from "../../src/training/index.js";

const { determined: D, decorative: C, real: R, error: E } = ROLE;

/** Two responses of five tokens, the second padded after three. */
const tokens = {
  entropies: Float32Array.of(1.0, 0.1, 0.9, 0.2, 0.0, 0.8, 0.7, 0.3, 9, 9),
  roles: Uint8Array.of(C, R, R, D, D, C, R, E, E, E),
  responseMask: Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1, 0, 0),
  groups: Int32Array.of(0, 0, 0, 0, 0, 1, 1, 1, 1, 1),
};

const weights = (arm: Arm, options: { rho?: number; scope?: "batch" | "response" } = {}): number[] =>
  Array.from(
    tokenWeights({ arm, rho: 0.25, rule: "top-k", scope: "batch", ...options }, tokens, seededRng(1)),
  );

test("each arm selects its tokens and never padding", () => {
  assert.deepEqual(weights("all"), [1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
  assert.deepEqual(weights("top"), [1, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual(weights("bottom"), [0, 1, 0, 1, 1, 1, 1, 1, 0, 0]);
  assert.deepEqual(weights("oracle"), [0, 1, 1, 0, 0, 0, 1, 0, 0, 0]);
  assert.deepEqual(weights("oracle-errors"), [0, 1, 1, 0, 0, 0, 1, 1, 0, 0]);
  assert.deepEqual(weights("decorative"), [1, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
});

test("the threshold can be taken within each response", () => {
  assert.deepEqual(weights("top", { scope: "response", rho: 0.2 }), [1, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
});

test("random keeps ceil(rho n) response tokens, another draw others", () => {
  const draws = new Set<string>();
  for (let seed = 0; seed < 20; seed++) {
    const drawn = tokenWeights(
      { arm: "random", rho: 0.25, rule: "top-k", scope: "batch" },
      tokens,
      seededRng(seed),
    );
    assert.equal(
      drawn.reduce((sum, weight) => sum + weight, 0),
      2,
    );
    assert.equal(drawn[8] + drawn[9], 0);
    draws.add(drawn.join());
  }
  assert.ok(draws.size > 5);
});

test("soft weights are proportional to entropy with mean 1 over the response tokens", () => {
  const soft = weights("soft");
  assert.ok(Math.abs(soft[0] - 1 / 0.5) < 1e-6 && Math.abs(soft[1] - 0.2) < 1e-6);
  assert.equal(soft[8], 0);
});
