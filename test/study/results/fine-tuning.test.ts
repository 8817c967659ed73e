import assert from "node:assert/strict";
import { test } from "node:test";
import { fineTuningRuns, plannedRuns } from "../../../src/study/index.js";
import { sampleRun } from "../sample-runs.js";

const run = (experiment: string, arm: "all" | "top", seed: number) =>
  sampleRun({ experiment, config: { arm, seed }, accuracy: 0.5 });

test("fine-tuning is held against all tokens of P1, at the seeds that both have", () => {
  const runs = [0, 1, 2].flatMap((seed) => [
    run("missed-tokens", "top", seed),
    run("missed-tokens", "all", seed),
  ]);
  assert.equal(fineTuningRuns(runs), null);
  const { seeds, fineTuned, reinforced } = fineTuningRuns([
    ...runs,
    ...[1, 2, 3].map((seed) => run("fine-tuning", "all", seed)),
  ])!;
  assert.deepEqual(seeds, [1, 2]);
  assert.deepEqual([fineTuned.label, reinforced.label], ["fine-tuning", "RL"]);
  assert.ok(reinforced.runs.every(({ name }) => name.startsWith("missed-tokens/M-all")));
});

test("fine-tuning and its partner differ in answers, problems a step and rate alone", () => {
  const of = (prefix: string) => plannedRuns("full").find(({ name }) => name.startsWith(prefix))!.config;
  const { fineTuning, ...tuned } = of("fine-tuning-rate/M-all-0.0004");
  const partner = of("missed-tokens/M-all-seed0");
  assert.equal(fineTuning, true);
  assert.deepEqual({ ...tuned, prompts: 16, seed: 0 }, partner);
});
