import assert from "node:assert/strict";
import { test } from "node:test";
import { plannedRuns } from "../../../src/study/index.js";
import { CONDITIONS } from "../../../src/study/plan/conditions.js";

test("every condition is planned, with both arms and the same seeds", () => {
  const runs = plannedRuns("full");
  for (const { label, experiment, base } of CONDITIONS) {
    const seedsOf = (arm: string): number[] =>
      runs
        .filter(({ name, config }) => name.startsWith(`${experiment}/${base}-`) && config.arm === arm)
        .map(({ config }) => config.seed);
    assert.ok(seedsOf("all").length >= 3, label);
    assert.deepEqual(seedsOf("all"), seedsOf("top"), label);
  }
});
