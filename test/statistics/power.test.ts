import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRng } from "../../src/random/index.js";
import {
  detectableBy,
  detectableDifference,
  holmAdjusted,
  studentInterval,
} from "../../src/statistics/index.js";

test("the detectable difference of many degrees of freedom is (1.96 + 0.84) standard errors", () => {
  const many = detectableDifference({ standardError: 2, degrees: Number.POSITIVE_INFINITY });
  assert.ok(Math.abs(many - 2 * (1.959964 + 0.841621)) < 1e-4);
  const large = detectableDifference({ standardError: 2, degrees: 10_000 });
  assert.ok(Math.abs(large - many) < 0.01);
});

test("a true difference of that size is found in four of five studies of five values", () => {
  const standardError = 1 / Math.sqrt(5);
  const shift = detectableDifference({ standardError, degrees: 4 });
  const rng = seededRng(3);
  let found = 0;
  for (let study = 0; study < 4000; study++) {
    const { low, high } = studentInterval(Array.from({ length: 5 }, () => shift + rng.normal()));
    if (low > 0 || high < 0) found++;
  }
  assert.ok(Math.abs(found / 4000 - 0.8) < 0.02, String(found / 4000));
});

test("less power asks for less, and impossible options are refused", () => {
  const at = (power: number) => detectableDifference({ standardError: 1, degrees: 4, power });
  assert.ok(at(0.5) < at(0.8) && at(0.8) < at(0.95));
  assert.throws(() => at(1), /power must lie in \(0.05, 1\), received 1/);
  assert.throws(() => detectableDifference({ standardError: 1, degrees: 0 }), /degrees .* received 0/);
  assert.throws(() => detectableDifference({ standardError: Number.NaN, degrees: 3 }), /received NaN/);
});

test("an interval has its standard error in its width: by hand, 1, 2, 3 with one of 1 / sqrt(3)", () => {
  const interval = studentInterval([1, 2, 3]);
  const byHand = detectableDifference({ standardError: 1 / Math.sqrt(3), degrees: 2 });
  assert.ok(Math.abs(detectableBy(interval, { degrees: 2 }) - byHand) < 1e-9);
  // the normal's half-width is 1.96 standard errors, its detectable difference 2.80 of them
  const many = detectableBy({ low: -1.959964, high: 1.959964 }, { degrees: Number.POSITIVE_INFINITY });
  assert.ok(Math.abs(many - 2.801585) < 1e-4);
  assert.equal(detectableBy(studentInterval([1]), { degrees: 0 }), Number.POSITIVE_INFINITY);
});

test("Holm's example by hand: the smallest of four times 4, the next times 3, never falling", () => {
  const close = (received: number[], wanted: number[]) =>
    received.forEach((p, i) => {
      assert.ok(Math.abs(p - wanted[i]) < 1e-12, `${received}`);
    });
  close(holmAdjusted([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02]);
  close(holmAdjusted([0.5, 0.9]), [1, 1]);
  close(holmAdjusted([0.2]), [0.2]);
  assert.deepEqual(holmAdjusted([]), []);
  assert.throws(() => holmAdjusted([0.1, 1.2]), /received 1.2/);
});
