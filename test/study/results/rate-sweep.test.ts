import assert from "node:assert/strict";
import { test } from "node:test";
import { bestRate, type RecordedRun, sweptRates } from "../../../src/study/index.js";
import { lateValidationAccuracy } from "../../../src/study/results/rate-sweep.js";
import { sampleRun } from "../sample-runs.js";

function sweptRun(arm: "all" | "top", learningRate: number, accuracies: number[]): RecordedRun {
  const run = sampleRun({ config: { arm, learningRate, seed: 100 }, experiment: "rate", accuracy: 0 });
  run.evaluations = accuracies.map((accuracy, step) => ({ ...run.evaluations[0], step, accuracy }));
  return run;
}

test("the last three evaluations on validation count, and the better rate wins; of equals the smaller", () => {
  const runs = [
    sweptRun("all", 1e-4, [0.9, 0.1, 0.2, 0.3]),
    sweptRun("all", 2e-4, [0.1, 0.4, 0.5, 0.6]),
    sweptRun("top", 1e-4, [0.4, 0.4, 0.4]),
    sweptRun("top", 4e-4, [0.4, 0.4, 0.4]),
  ];
  assert.ok(Math.abs(lateValidationAccuracy(runs[0]) - 0.2) < 1e-12);
  const sweep = sweptRates(runs);
  assert.equal(bestRate(sweep, "all tokens"), 2e-4);
  assert.equal(bestRate(sweep, "top 20 %"), 1e-4);
  assert.equal(bestRate(sweep, "bottom 80 %"), undefined);
});
