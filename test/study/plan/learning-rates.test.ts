import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bestRate,
  lateValidationAccuracy,
  type RecordedRun,
  readRecordedRuns,
  studyArms,
  studyRate,
  sweptRates,
} from "../../../src/study/index.js";
import { sampleRun } from "../sample-runs.js";

function sweptRun(arm: "all" | "top", learningRate: number, accuracies: number[]): RecordedRun {
  const run = sampleRun({ config: { arm, learningRate, seed: 100 }, question: "rate", accuracy: 0 });
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

test("every arm is trained with the best rate of its recorded sweep, at every base model that was swept", () => {
  const runs = readRecordedRuns();
  for (const base of ["S", "M", "L", "XL"]) {
    const sweep = sweptRates(runs, { base });
    const swept = studyArms(runs, { questions: ["rate"], base });
    assert.ok(swept.length > 0, base);
    for (const { config, label } of swept)
      assert.equal(studyRate(config, base), bestRate(sweep, label), `${label} at ${base}`);
  }
  const atBestRate = runs.filter(({ question }) => ["main", "rho", "controls", "size"].includes(question));
  assert.ok(atBestRate.length > 0);
  for (const { name, config, base } of atBestRate)
    assert.equal(config.learningRate, studyRate(config, base), name);
});

test("where a token costs something, the two arms are trained with the best rates of the sweep there", () => {
  const runs = readRecordedRuns();
  const sweep = sweptRates(runs, { question: "token-cost-rate" });
  const trained = studyArms(runs, { questions: ["token-cost-swept"] });
  assert.equal(trained.length, 2);
  for (const { config, label } of trained) assert.equal(config.learningRate, bestRate(sweep, label), label);
});

test("an arm or a base model without a sweep is refused by name", () => {
  assert.throws(
    () => studyRate({ arm: "top", rho: 0.3 }, "M"),
    /no rate was swept for "top 30 %" at M; swept: all tokens/,
  );
  assert.throws(() => studyRate({ arm: "all", rho: 0.2 }, "XS"), /the base model "XS"; swept: M, S, L, XL/);
});
