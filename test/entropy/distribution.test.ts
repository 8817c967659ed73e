import assert from "node:assert/strict";
import { test } from "node:test";
import { entropyHistogram } from "../../src/entropy/distribution.js";
import { cumulativeShare, entropyEdges, shareBelow } from "../../src/entropy/index.js";

const entropies = [0, 0.005, 0.01, 0.5, 0.7, 1.2];

test("share below is strict", () => {
  assert.equal(shareBelow(entropies), 2 / 6);
  assert.equal(shareBelow(entropies, 0.7), 4 / 6);
  assert.equal(shareBelow([]), 0);
});

test("linear and logarithmic edges", () => {
  assert.deepEqual([...entropyEdges(0, 2, { bins: 4 })], [0, 0.5, 1, 1.5, 2]);
  assert.deepEqual(
    [...entropyEdges(0.001, 1, { bins: 3, spacing: "log" })].map((edge) => Number(edge.toFixed(9))),
    [0.001, 0.01, 0.1, 1],
  );
  assert.throws(() => entropyEdges(0, 1, { spacing: "log" }), /lowest > 0, received 0 and 1/);
  assert.throws(() => entropyEdges(1, 1), /received 1 and 1/);
});

test("a histogram counts lower edges in, upper edges out, and outliers in the end bins", () => {
  assert.deepEqual([...entropyHistogram(entropies, [0, 0.01, 0.5, 1])], [2, 1, 3]);
  assert.deepEqual([...entropyHistogram([-1, 0.2, 9], [0, 0.1, 0.3])], [1, 2]);
  assert.throws(() => entropyHistogram(entropies, [0, 0]), /edges must rise, received 0 then 0/);
  assert.throws(() => entropyHistogram([Number.NaN], [0, 1]), /received NaN at 0/);
});

test("the cumulative curve includes ties and ends at 1", () => {
  assert.deepEqual([...cumulativeShare([2, 1, 1, 3], [0, 1, 1.5, 2, 3])], [0, 0.5, 0.5, 0.75, 1]);
});
