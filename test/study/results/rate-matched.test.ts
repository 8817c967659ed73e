import assert from "node:assert/strict";
import { test } from "node:test";
import { type RecordedRun, runGroups, updateNorm } from "../../../src/study/index.js";
import { matchedRate } from "../../../src/study/results/rate-matched.js";
import { sampleRun } from "../sample-runs.js";

/** A run whose two steps have these norms. */
function run(arm: "all" | "top", { seed, rate, norms }: { seed: number; rate: number; norms: number[] }) {
  const made = sampleRun({ config: { arm, seed, learningRate: rate }, accuracy: 0.5 });
  return {
    ...made,
    steps: norms.map((updateNorm) => ({ ...made.steps[0], updateNorm })),
  } as RecordedRun;
}

test("all tokens at the matched rate would take steps as long as the rule's in the mean", () => {
  const runs = [
    run("all", { seed: 0, rate: 4e-4, norms: [0.1, 0.3] }),
    run("all", { seed: 1, rate: 4e-4, norms: [0.4, 0.4] }),
    run("top", { seed: 0, rate: 8e-4, norms: [0.2, 0.3] }),
    run("top", { seed: 1, rate: 8e-4, norms: [0.5, 1.2] }),
  ];
  const [all, top] = runGroups(runs);
  // means 0.3 and 0.55: 4e-4 * 0.55 / 0.3 = 7.33e-4
  assert.ok(Math.abs(updateNorm(all) - 0.3) < 1e-12);
  assert.equal(matchedRate(top, all), 7.3e-4);
});

test("a run without norms is named", () => {
  const [group] = runGroups(
    [run("all", { seed: 0, rate: 4e-4, norms: [0.1] })].map((made) => ({ ...made, name: "main/old" })),
  );
  group.runs[0].steps = group.runs[0].steps.map(({ updateNorm: _, ...step }) => step) as RecordedRun["steps"];
  assert.throws(() => updateNorm(group), /"main\/old" has steps without "updateNorm"/);
});
