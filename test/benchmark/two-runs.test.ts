import assert from "node:assert/strict";
import { test } from "node:test";
import { measureTwoRuns } from "../../src/benchmark/index.js";

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
