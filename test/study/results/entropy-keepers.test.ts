import assert from "node:assert/strict";
import { test } from "node:test";
import { entropyKeepers, plannedRuns, type RecordedRun } from "../../../src/study/index.js";

const planned = plannedRuns("full")
  .filter(({ name }) => name.startsWith("entropy-bonus/"))
  .map(({ name, config }) => ({ name, config, experiment: "entropy-bonus", base: "M" })) as RecordedRun[];

test("the planned arms are found by strength and width, at the seeds that all of them have", () => {
  assert.equal(planned.length, 30);
  const { seeds, bonus, clip, arms } = entropyKeepers(
    planned.filter(({ name }) => name !== "entropy-bonus/M-all-0.4-seed4"),
  )!;
  assert.deepEqual(seeds, [0, 1, 2, 3]);
  assert.deepEqual(
    arms.map(({ label }) => label),
    ["bonus 0.001", "bonus 0.003", "bonus 0.01", "clip 0.2", "clip 0.28", "clip 0.4"],
  );
  assert.deepEqual(bonus(0.01).config.ruleParameters, { coefficient: 0.01 });
  assert.deepEqual([clip(0.4).config.clipHigh, clip(0.4).config.arm], [0.4, "all"]);
  assert.throws(() => clip(0.3), /the clip 0.3 is not recorded; recorded: 0.2, 0.28, 0.4/);
  assert.equal(entropyKeepers(planned.filter(({ config }) => config.arm !== "all")), null);
});
