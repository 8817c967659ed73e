import assert from "node:assert/strict";
import { test } from "node:test";
import { expectedPull, groupAdvantage, leaveOneOutAdvantage } from "../../src/policy-gradient/index.js";

const oneGroup = (rewards: number[]) => rewards.map(() => 0);

test("leave-one-out is unbiased at every rate and group size", () => {
  for (const p of [0.02, 0.3, 0.5, 0.98])
    for (const size of [2, 5, 8])
      assert.ok(
        Math.abs(
          expectedPull(p, (rewards) => leaveOneOutAdvantage(rewards, oneGroup(rewards)), { size }) -
            p * (1 - p),
        ) < 1e-12,
      );
});

test("by hand: a standardized group of two pulls p (1 - p)", () => {
  // one right of two: advantages 1 and -1, pull ((1 - p) + p) / 2 = 1/2, with probability 2 p (1 - p)
  for (const p of [0.1, 0.5])
    assert.ok(
      Math.abs(
        expectedPull(p, (rewards) => groupAdvantage(rewards, oneGroup(rewards)), { size: 2 }) - p * (1 - p),
      ) < 1e-12,
    );
});

test("centring without the deviation falls short by (G - 1) / G", () => {
  const centred = (rewards: number[]) => groupAdvantage(rewards, oneGroup(rewards), { standardize: false });
  assert.ok(Math.abs(expectedPull(0.3, centred) - (7 / 8) * 0.21) < 1e-12);
  assert.throws(() => expectedPull(1, centred), /\(0, 1\), received 1/);
});
