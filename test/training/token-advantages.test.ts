import assert from "node:assert/strict";
import { test } from "node:test";
import { ofResponse, responsesOf, startsOf } from "../../src/tokens/index.js";
import type { RlvrConfig } from "../../src/training/index.js";
import { tokenAdvantages } from "../../src/training/token-advantages.js";

const starts = startsOf([3, 1, 2, 1]);
const batch = {
  rewards: Float64Array.of(1, 0, 0, 0),
  prompts: Int32Array.of(0, 0, 0, 0),
  ...{ starts, responses: responsesOf(starts) },
};
const values = [
  { v: Float32Array.of(0.25, 0.5, 0.75), q: Float32Array.of(0.5, 0.75, 1) },
  { v: Float32Array.of(0.25), q: Float32Array.of(0.125) },
  { v: Float32Array.of(0.25, 0.5), q: Float32Array.of(0.5, 0) },
  { v: Float32Array.of(0.5), q: Float32Array.of(0) },
];

const advantagesOf = (advantage: RlvrConfig["advantage"], lambda = 0.5): number[][] =>
  apart(tokenAdvantages({ ...batch, values }, { advantage, lambda }));

const apart = (column: Float64Array): number[][] =>
  Array.from({ length: 4 }, (_, r) => [...ofResponse(batch, column, r)]);

test("without a critic every token of a response has its response's value", () => {
  assert.deepEqual(advantagesOf("total"), [[1, 1, 1], [0], [0, 0], [0]]);
  assert.deepEqual(advantagesOf("baselined"), [[0.75, 0.75, 0.75], [-0.25], [-0.25, -0.25], [-0.25]]);
  assert.deepEqual(advantagesOf("leave-one-out")[0], [1, 1, 1]);
  const [first, second] = advantagesOf("group");
  assert.ok(first.every((value) => Math.abs(value - Math.sqrt(3)) < 1e-12));
  assert.ok(Math.abs(second[0] + 1 / Math.sqrt(3)) < 1e-12);
});

test("forms 4, 5 and 6, worked by hand: the reward comes with the last token, and V behind it is 0", () => {
  assert.deepEqual(advantagesOf("q"), [[0.5, 0.75, 1], [0.125], [0.5, 0], [0]]);
  assert.deepEqual(advantagesOf("q-minus-v"), [[0.25, 0.25, 0.25], [-0.125], [0.25, -0.5], [-0.5]]);
  assert.deepEqual(advantagesOf("td"), [[0.25, 0.25, 0.25], [-0.25], [0.25, -0.5], [-0.5]]);
});

test("GAE bridges the TD residual and the return minus V", () => {
  assert.deepEqual(advantagesOf("gae", 0), advantagesOf("td"));
  assert.deepEqual(advantagesOf("gae", 1), [[0.75, 0.5, 0.25], [-0.25], [-0.25, -0.5], [-0.5]]);
  assert.deepEqual(advantagesOf("gae", 0.5)[0], [0.25 + 0.125 + 0.0625, 0.25 + 0.125, 0.25]);
});

test("a critic's form without a critic is an error that names it", () => {
  assert.throws(
    () => tokenAdvantages(batch, { advantage: "td", lambda: 1 }),
    /advantage "td" wants the values of a critic, received none/,
  );
});
