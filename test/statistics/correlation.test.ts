import assert from "node:assert/strict";
import { test } from "node:test";
import { correlation } from "../../src/statistics/index.js";

test("a correlation worked by hand: deviations (-3, -1, 1, 3) / 2 and (1, -1, 1, -1)", () => {
  const { estimate, low, high } = correlation([0, 1, 2, 3], [1, -1, 1, -1]);
  assert.ok(Math.abs(estimate + 1 / Math.sqrt(5)) < 1e-12);
  const z = 0.5 * Math.log((1 + estimate) / (1 - estimate)); // half-width 1.96 / sqrt(4 - 3)
  const back = (at: number) => (Math.exp(2 * at) - 1) / (Math.exp(2 * at) + 1);
  assert.ok(Math.abs(low - back(z - 1.96)) < 1e-12);
  assert.ok(Math.abs(high - back(z + 1.96)) < 1e-12);
});

test("the estimate is that of simple-statistics, more points narrow its interval, and a sign turned in y turns it", async () => {
  const x = Array.from({ length: 30 }, (_, i) => i);
  const y = x.map((value) => value + 8 * Math.sin(5 * value));
  const few = correlation(x.slice(0, 6), y.slice(0, 6));
  const many = correlation(x, y);
  assert.ok(many.high - many.low < few.high - few.low);
  const { sampleCorrelation } = await import("simple-statistics");
  assert.ok(Math.abs(many.estimate - sampleCorrelation(x, y)) < 1e-12);
  const turned = correlation(
    x,
    y.map((value) => -value),
  );
  for (const [is, was] of [
    [turned.estimate, many.estimate],
    [turned.low, many.high],
    [turned.high, many.low],
  ])
    assert.ok(Math.abs(is + was) < 1e-12);
});

test("too few points, lists of different length and a constant are errors", () => {
  assert.throws(() => correlation([1, 2, 3], [1, 3, 2]), /four points or more .* received 3/);
  assert.throws(() => correlation([1, 2, 3, 4], [1, 2, 3]), /one length, received 4 and 3/);
  assert.throws(() => correlation([1, 2, 3, 4], [1, 1, 1, 1]), /differ in x and in y/);
});
