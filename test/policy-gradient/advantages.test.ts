import assert from "node:assert/strict";
import { test } from "node:test";
import {
  baselinedReturn,
  generalizedAdvantage,
  groupAdvantage,
  groupsWithSpread,
  leaveOneOutAdvantage,
  perToken,
  tdResidual,
} from "../../src/policy-gradient/index.js";

const near = (received: ArrayLike<number>, wanted: number[]) => {
  assert.equal(received.length, wanted.length);
  wanted.forEach((value, i) => {
    assert.ok(Math.abs(received[i] - value) < 1e-12, `entry ${i}: ${received[i]}, wanted ${value}`);
  });
};

test("generalized advantage: worked by hand, and its two ends", () => {
  const [rewards, values] = [
    [1, 0, 2],
    [2, 1, 1, 0],
  ];
  // deltas 0, 0, 1; lambda 1/2 carries 1 back as 1/2 and 1/4
  near(generalizedAdvantage(rewards, values, { lambda: 0.5 }), [0.25, 0.5, 1]);
  near(generalizedAdvantage(rewards, values, { lambda: 0 }), [...tdResidual(rewards, values)]);
  near(generalizedAdvantage(rewards, values, { lambda: 1 }), [
    ...baselinedReturn(rewards, values.slice(0, 3)),
  ]);
  near(generalizedAdvantage(rewards, values, { gamma: 0.5, lambda: 0.5 }), [-0.5625, -0.25, 1]);
});

test("group advantage: one right of four, groups interleaved", () => {
  const rewards = [1, 1, 0, 1, 0, 1, 0, 1];
  const groups = [7, 2, 7, 2, 7, 2, 7, 2];
  const s = Math.sqrt(3); // mean 1/4, variance 3/16
  near(groupAdvantage(rewards, groups), [s, 0, -1 / s, 0, -1 / s, 0, -1 / s, 0]);
  near(groupAdvantage(rewards, groups, { standardize: false }), [0.75, 0, -0.25, 0, -0.25, 0, -0.25, 0]);
  assert.deepEqual(groupsWithSpread(rewards, groups), new Set([7]));
});

test("equal rewards that are no binary fraction still give exactly 0", () => {
  assert.deepEqual([...groupAdvantage([0.1, 0.1, 0.1], [0, 0, 0])], [0, 0, 0]);
  assert.deepEqual(groupsWithSpread([0.1, 0.1, 0.1], [0, 0, 0]), new Set());
});

test("rewards that are the same sum in another order have no spread", () => {
  const rewards = [0.1 + 0.2, 0.3, 0.3, 0.3];
  const groups = [0, 0, 0, 0];
  assert.notEqual(rewards[0], rewards[1]);
  assert.deepEqual([...groupAdvantage(rewards, groups)], [0, 0, 0, 0]);
  assert.equal(groupsWithSpread(rewards, groups).size, 0);
  assert.equal(groupsWithSpread([1, 1, 1, 1 + 1e-9], groups).size, 1);
});

test("leave-one-out: worked by hand, and G / (G - 1) times the centred reward", () => {
  near(leaveOneOutAdvantage([1, 0, 0, 5], [0, 0, 0, 0]), [-2 / 3, -2, -2, 14 / 3]);
  const rewards = [0.3, 1, 0.2, 0.9, 0.5];
  const centred = groupAdvantage(rewards, [0, 0, 0, 0, 0], { standardize: false });
  near(
    leaveOneOutAdvantage(rewards, [0, 0, 0, 0, 0]),
    [...centred].map((a) => (a * 5) / 4),
  );
});

test("values per response spread over its tokens", () => {
  assert.deepEqual([...perToken([0.5, -1], [0, 0, 1])], [0.5, 0.5, -1]);
  assert.throws(() => perToken([0.5], [0, 3]), /token 1 names response 3, but there are 1 responses/);
});

test("wrong shapes and lonely responses are refused", () => {
  assert.throws(() => groupAdvantage([1, 0], [0]), /groups wants one entry per reward \(2\), received 1/);
  assert.throws(() => leaveOneOutAdvantage([1, 0, 1], [0, 0, 4]), /received 1 in group 4/);
  assert.throws(() => generalizedAdvantage([1], [1]), /received 1/);
});
