import assert from "node:assert/strict";
import { test } from "node:test";
import { type PlannedRun, plannedRuns, type RecordedRun, runTimes } from "../../../src/study/index.js";
import { runSeconds } from "../../../src/study/results/run-times.js";
import { rlvrConfig } from "../../../src/training/index.js";
import { sampleRun } from "../sample-runs.js";

/** 10 responses a step, sampled in 2 s and learnt from in 3 s. */
const size = { prompts: 5, samples: 2 };

/** Two steps, then evaluations of 400 problems in all with 4 samples and a greedy response each. */
function recorded(experiment: string, { base = "M", factor = 1, seed = 0 } = {}): RecordedRun {
  const run = sampleRun({ config: { ...size, seed }, base, experiment, accuracy: 0.5 });
  const seconds = { rolloutSeconds: 2 * factor, updateSeconds: 3 * factor };
  return { ...run, steps: run.steps.map((step) => ({ ...step, ...seconds })) };
}

const planned = (experiment: string, base: string, own: Partial<PlannedRun["config"]> = {}): PlannedRun => ({
  name: `${experiment}/${base}-all-seed7`,
  config: rlvrConfig({ ...size, steps: 2, base: `data/models/${base}`, evaluationSamples: 4, ...own }),
  heldOutSamples: 4,
});

// by hand: 2 steps of 5 s, and 2,000 responses at 0.2 s
const SECONDS = 10 + 400;

test("a recorded run took its steps, and its evaluations at the speed of its rollouts", () => {
  assert.ok(Math.abs(runSeconds(recorded("main")) - SECONDS) < 1e-9);
});

test("the time of an experiment is the median of its recorded runs from the same base model", () => {
  const runs = [1, 2, 30].map((factor, seed) => recorded("main", { factor, seed }));
  const [time] = runTimes([planned("main", "M")], [...runs, recorded("main", { base: "L", factor: 9 })]);
  assert.deepEqual({ ...time, seconds: 0 }, { experiment: "main", base: "M", seconds: 0, from: "recorded" });
  assert.ok(Math.abs(time.seconds! - 2 * SECONDS) < 1e-9);
});

test("what is not recorded is estimated by its responses from the same base model, or unknown", () => {
  const runs = [recorded("main")];
  const same = planned("new", "M", { evaluateEvery: 2 });
  const longer = planned("new", "M", { evaluateEvery: 2, steps: 8 });
  const heldOut = { ...same, heldOutSamples: 9 };
  const through = { ...longer, heldOutEvery: 2 };
  const times = runTimes([same, longer, heldOut, through, planned("new", "other")], runs);
  const expected = [
    SECONDS,
    // 6 more steps of 5 s, and 3 more validations of 100 problems, 5 responses each
    SECONDS + 30 + 300,
    // 5 more responses to each of 200 problems
    SECONDS + 200,
    // and 3 looks at 200 problems through training
    SECONDS + 30 + 300 + 600,
  ];
  for (const [i, seconds] of expected.entries()) {
    assert.equal(times[i].from, "estimated");
    assert.ok(Math.abs(times[i].seconds! - seconds) < 1e-9, `${i}: ${times[i].seconds}`);
  }
  assert.deepEqual(times[4], { experiment: "new", base: "other", seconds: null, from: "unknown" });
});

test("the times stand in the order of the runs", () => {
  const runs = plannedRuns("full");
  assert.deepEqual(
    runTimes(runs, []).map(({ experiment }) => experiment),
    runs.map(({ name }) => name.slice(0, name.indexOf("/"))),
  );
});
