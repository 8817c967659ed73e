import assert from "node:assert/strict";
import { test } from "node:test";
import { entropyChangeByPercentile } from "../../src/entropy/index.js";

test("hand-worked: four positions in two bins", () => {
  const change = entropyChangeByPercentile([0.4, 0.1, 0.3, 0.2], [1.4, 0.1, 0.8, 0.4], { bins: 2 });
  assert.deepEqual(
    change.map((bin) => [
      bin.fromPercent,
      bin.toPercent,
      bin.count,
      bin.meanBefore.toFixed(6),
      bin.meanChange.toFixed(6),
    ]),
    [
      [0, 50, 2, "0.150000", "0.100000"],
      [50, 100, 2, "0.350000", "0.750000"],
    ],
  );
});

test("twenty bins by default, holding every position once; their mean change is the whole change", () => {
  const before = Array.from({ length: 103 }, (_, i) => Math.sin(i) ** 2);
  const after = before.map((x, i) => x + Math.cos(i));
  const bins = entropyChangeByPercentile(before, after);
  assert.equal(bins.length, 20);
  assert.equal(
    bins.reduce((sum, bin) => sum + bin.count, 0),
    103,
  );
  const whole = after.reduce((sum, x, i) => sum + x - before[i], 0);
  assert.ok(Math.abs(bins.reduce((sum, bin) => sum + bin.count * bin.meanChange, 0) - whole) < 1e-9);
  for (let i = 1; i < 20; i++) assert.ok(bins[i].meanBefore >= bins[i - 1].meanBefore);
});

test("fewer positions than bins, other lengths and NaN are refused", () => {
  assert.throws(
    () => entropyChangeByPercentile([1, 2], [1, 2]),
    /20 bins want at least 20 positions, received 2/,
  );
  assert.throws(() => entropyChangeByPercentile([1, 2], [1], { bins: 1 }), /before\[2\], after\[1\]/);
  assert.throws(() => entropyChangeByPercentile([1], [Number.NaN], { bins: 1 }), /after must be finite/);
});
