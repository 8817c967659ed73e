import assert from "node:assert/strict";
import { test } from "node:test";
import {
  advantageValue,
  baselinedReturn,
  rewardToGo,
  stateActionValue,
  tdResidual,
  totalReturn,
} from "../../src/policy-gradient/index.js";

const rewards = [1, 0, 2];
const q = [
  [3, 1],
  [0, 2],
];
const v = [2.5, 1];

test("the six forms on a trajectory worked by hand", () => {
  assert.deepEqual([...totalReturn(rewards)], [3, 3, 3]);
  assert.deepEqual([...rewardToGo(rewards)], [3, 2, 2]);
  assert.deepEqual([...baselinedReturn(rewards, [1, 0.5, 2])], [2, 1.5, 0]);
  assert.deepEqual([...baselinedReturn(rewards, 1)], [2, 1, 1]);
  assert.deepEqual([...stateActionValue(q, [0, 1, 0], [0, 1, 1])], [3, 2, 1]);
  assert.deepEqual([...advantageValue(q, v, [0, 1, 0], [0, 1, 1])], [0.5, 1, -1.5]);
  assert.deepEqual([...tdResidual(rewards, [2, 1, 1, 0])], [0, 0, 1]);
});

test("the forms with gamma = 1/2, worked by hand", () => {
  assert.deepEqual([...totalReturn(rewards, { gamma: 0.5 })], [1.5, 1.5, 1.5]);
  assert.deepEqual([...rewardToGo(rewards, { gamma: 0.5 })], [1.5, 1, 2]);
  assert.deepEqual([...baselinedReturn(rewards, 1, { gamma: 0.5 })], [0.5, 0, 1]);
  assert.deepEqual([...tdResidual(rewards, [2, 1, 1, 0], { gamma: 0.5 })], [-0.5, -0.5, 1]);
});

test("an episode without steps has no terms", () => {
  assert.equal(totalReturn([]).length, 0);
  assert.equal(rewardToGo(new Float32Array(0)).length, 0);
  assert.equal(tdResidual([], [0]).length, 0);
});

test("wrong shapes are refused with what was received and wanted", () => {
  assert.throws(() => tdResidual(rewards, [2, 1, 1]), /4 for 3 rewards\), received 3/);
  assert.throws(() => baselinedReturn(rewards, [1]), /baseline wants one entry per reward \(3\), received 1/);
  assert.throws(
    () => stateActionValue(q, [0, 1], [0]),
    /actions wants one entry per state \(2\), received 1/,
  );
  assert.throws(() => stateActionValue(q, [2], [0]), /q holds entries 0 to 1, received the index 2/);
  assert.throws(() => advantageValue(q, [1], [1], [0]), /v holds entries 0 to 0, received the index 1/);
});
