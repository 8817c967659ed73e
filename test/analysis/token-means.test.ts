import assert from "node:assert/strict";
import { test } from "node:test";
import { problemOfTokens, sharedTokens, tokenMean, tokensOfRole } from "../../src/analysis/index.js";
import { ROLE } from "../../src/countdown/index.js";

// three responses of 2, 1 and 2 tokens; the first two answer problem 0, the last problem 1
const columns = {
  responses: Int32Array.of(0, 0, 1, 2, 2),
  prompts: Int32Array.of(0, 0, 1),
  roles: Uint8Array.of(ROLE.real, ROLE.determined, ROLE.decorative, ROLE.real, ROLE.error),
};

test("tokens belong to the problem of their response, and to the roles asked for", () => {
  assert.deepEqual([...problemOfTokens(columns)], [0, 0, 0, 1, 1]);
  assert.deepEqual([...tokensOfRole(columns, ROLE.real)], [1, 0, 0, 1, 0]);
  assert.deepEqual([...tokensOfRole(columns, ROLE.real, ROLE.decorative)], [1, 0, 1, 1, 0]);
});

test("precision, recall and overlap by hand, their intervals from whole problems", () => {
  const mask = [1, 1, 0, 1, 0];
  const forks = tokensOfRole(columns, ROLE.real, ROLE.decorative);
  const precision = sharedTokens(columns, mask, forks, { seed: 4 });
  // of three picked two are forks: 1/2 in problem 0, 1/1 in problem 1
  assert.ok(Math.abs(precision.estimate - 2 / 3) < 1e-12);
  assert.deepEqual([precision.low, precision.high], [0.5, 1]);
  // of three forks two are picked: 1/2 in problem 0, 1/1 in problem 1
  assert.ok(Math.abs(sharedTokens(columns, forks, mask).estimate - 2 / 3) < 1e-12);
  assert.deepEqual(sharedTokens(columns, mask, mask), { estimate: 1, low: 1, high: 1 });
  assert.throws(() => sharedTokens(columns, [0, 0, 0, 0, 0], mask), /weight above 0, received none/);
});

test("a mean weighs tokens, and the same seed gives the same interval", () => {
  const { estimate } = tokenMean(columns, [1, 2, 3, 4, 5], { weights: [1, 0, 0, 0, 3] });
  assert.equal(estimate, 4);
  const values = [0.1, 0.4, 0.2, 0.9, 0.3];
  assert.deepEqual(tokenMean(columns, values, { seed: 3 }), tokenMean(columns, values, { seed: 3 }));
});
