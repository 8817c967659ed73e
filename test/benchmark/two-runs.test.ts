import assert from "node:assert/strict";
import { test } from "node:test";
import { measureTwoRuns, twoLoopGains } from "../../src/benchmark/index.js";

test("two workers are measured against one, round by round", async () => {
  const { multiplyAdd, step } = await measureTwoRuns(2, 0.3);
  for (const gains of [multiplyAdd, step]) {
    assert.equal(gains.length, 2);
    assert.ok(
      gains.every((gain) => gain > 0.2 && gain < 5),
      `${gains}`,
    );
  }
});

test("two loops that read memory gain no more than two threads can", async () => {
  const gains = await twoLoopGains("read-memory", 2, 0.2);
  assert.equal(gains.length, 2);
  assert.ok(
    gains.every((gain) => gain > 0.2 && gain < 5),
    `${gains}`,
  );
});
