import assert from "node:assert/strict";
import { test } from "node:test";
import { shareBelow, streamingDistribution } from "../../src/entropy/index.js";
import { seededRng } from "../../src/random/index.js";
import { bootstrapInterval, quantile } from "../../src/statistics/index.js";

/** Responses whose tokens share a level, so that they are far from independent. */
function responses(count: number): number[][] {
  const rng = seededRng(1);
  return Array.from({ length: count }, () => {
    const level = rng.uniform();
    return Array.from({ length: 20 }, () => Math.min(2, level * Math.abs(rng.normal())));
  });
}

function measured(lists: number[][], seed = 2) {
  const distribution = streamingDistribution({ vocabSize: 8, rng: seededRng(seed) });
  for (const list of lists) distribution.add(list);
  return distribution;
}

test("estimates equal those of the whole list", () => {
  const lists = responses(300);
  const distribution = measured(lists);
  assert.equal(distribution.tokens(), 6000);
  assert.equal(distribution.responses(), 300);
  const flat = lists.flat();
  assert.ok(Math.abs(distribution.mean().estimate - flat.reduce((sum, x) => sum + x, 0) / 6000) < 1e-9);
  assert.equal(distribution.shareBelow(0.01).estimate, shareBelow(flat));
  const highest = [...flat].sort((a, b) => b - a).slice(0, 1200);
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  assert.ok(Math.abs(distribution.topShare(0.2).estimate - sum(highest) / sum(flat)) < 0.002);
  for (const percent of [20, 50, 80, 95])
    assert.ok(Math.abs(distribution.percentile(percent).estimate - quantile(flat, percent / 100)) < 0.002);
});

test("intervals agree with a bootstrap over whole responses", () => {
  const lists = responses(300);
  const streamed = measured(lists).percentile(80);
  const drawn = bootstrapInterval(lists, (sample) => quantile(sample.flat(), 0.8), {
    rng: seededRng(3),
    resamples: 400,
  });
  const width = drawn.high - drawn.low;
  assert.ok(
    Math.abs(streamed.low - drawn.low) < 0.2 * width && Math.abs(streamed.high - drawn.high) < 0.2 * width,
  );
});

test("a resample without a response says nothing: every interval lies inside the data", () => {
  for (const count of [1, 2, 3, 10]) {
    const distribution = streamingDistribution({ vocabSize: 120, rng: seededRng(0) });
    for (let i = 0; i < count; i++) distribution.add([0.1, 0.2, 0.3, 0.4, 0.5]);
    const { low, high } = distribution.percentile(80);
    assert.ok(low >= 0.1 && high <= 0.5 + distribution.resolution, `${count} responses: [${low}, ${high}]`);
  }
});

test("the same seed gives the same interval, and counts hold every token", () => {
  const lists = responses(50);
  assert.deepEqual(measured(lists).mean(), measured(lists).mean());
  assert.equal(
    measured(lists)
      .counts()
      .reduce((sum, count) => sum + count, 0),
    1000,
  );
});

test("an entropy above ln V, NaN and a question before the first token are refused", () => {
  const distribution = streamingDistribution({ vocabSize: 2, rng: seededRng(4) });
  assert.throws(() => distribution.mean(), /at least one token/);
  assert.throws(() => distribution.add([0.7]), /over 2 tokens lies in \[0, 0.693.*received 0.7/);
  assert.throws(() => distribution.add([Number.NaN]), /received NaN/);
  assert.throws(() => streamingDistribution({ vocabSize: 1, rng: seededRng(4) }), /received 1/);
});
