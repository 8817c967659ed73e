import assert from "node:assert/strict";
import { test } from "node:test";
import { mean } from "../../../src/statistics/index.js";
import { fineTuningRuns, plannedRuns, type RunGroup, readRecordedRuns } from "../../../src/study/index.js";
import { sampleRun } from "../sample-runs.js";

const run = (experiment: string, arm: "all" | "top", seed: number) =>
  sampleRun({ experiment, config: { arm, seed }, accuracy: 0.5 });

test("fine-tuning is held against all tokens of P1, at the seeds that both have", () => {
  const runs = [0, 1, 2].flatMap((seed) => [
    run("missed-tokens", "top", seed),
    run("missed-tokens", "all", seed),
  ]);
  assert.equal(fineTuningRuns(runs, { answers: "direct" }), null);
  const all = [
    ...runs,
    ...[1, 2, 3].map((seed) => run("fine-tuning", "all", seed)),
    ...[0, 2].map((seed) => run("fine-tuning-searched", "all", seed)),
  ];
  const { seeds, fineTuned, reinforced } = fineTuningRuns(all, { answers: "direct" })!;
  assert.deepEqual(seeds, [1, 2]);
  assert.deepEqual([fineTuned.label, reinforced.label], ["fine-tuning, direct", "RL"]);
  assert.deepEqual(fineTuningRuns(all, { answers: "searched" })!.seeds, [0, 2]);
  assert.ok(reinforced.runs.every(({ name }) => name.startsWith("missed-tokens/M-all")));
});

test("fine-tuning and its partner differ in answers, problems a step and rate alone", () => {
  const of = (prefix: string) => plannedRuns("full").find(({ name }) => name.startsWith(prefix))!.config;
  const partner = of("missed-tokens/M-all-seed0");
  for (const [name, kind] of [
    ["fine-tuning", "direct"],
    ["fine-tuning-searched", "searched"],
  ]) {
    const { fineTuning, ...tuned } = of(`${name}-rate/M-all-0.0004`);
    assert.equal(fineTuning, kind);
    assert.deepEqual({ ...tuned, prompts: 16, seed: 0 }, partner);
  }
});

test("the recorded runs were trained on as many tokens as RL, to three in a hundred", () => {
  const runs = readRecordedRuns();
  const trainedOn = ({ config, runs: ofArm }: RunGroup): number =>
    mean(
      ofArm.flatMap(({ steps }) =>
        // RL drops the groups whose rewards are all equal, fine-tuning none
        steps.map(({ tokens, groupsWithSpread }) =>
          config.fineTuning ? tokens : (tokens * groupsWithSpread) / config.prompts,
        ),
      ),
    );
  for (const answers of ["direct", "searched"] as const) {
    const { fineTuned, reinforced } = fineTuningRuns(runs, { answers })!;
    const ratio = trainedOn(fineTuned) / trainedOn(reinforced);
    assert.ok(Math.abs(ratio - 1) < 0.03, `${answers}: ${ratio}`);
  }
});
