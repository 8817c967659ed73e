import assert from "node:assert/strict";
import { test } from "node:test";
import {
  changeOfGap,
  changeOverTraining,
  clippedSteps,
  differenceBySeed,
  differenceOverProblems,
  evaluationCurve,
  evaluationOf,
  finalValue,
  overSeeds,
  type RunGroup,
  type RunMeasure,
  rolloutCurve,
  runGroups,
} from "../../../src/study/index.js";
import { sampleRun } from "../sample-runs.js";

const accuracy: RunMeasure = (run) => evaluationOf(run, "test").accuracy;

function armOf(arm: "all" | "top", accuracies: Record<number, number>): RunGroup {
  return runGroups(
    Object.entries(accuracies).map(([seed, value]) =>
      sampleRun({ config: { arm, seed: Number(seed) }, accuracy: value, meanEntropy: value }),
    ),
  )[0];
}

test("arms are compared run by run of the same seed; seeds of one arm alone are left out", () => {
  const { seeds, differences, student } = differenceBySeed(
    armOf("top", { 0: 0.5, 1: 0.6, 2: 0.9, 3: 0.7 }),
    armOf("all", { 0: 0.4, 1: 0.4, 3: 0.4, 7: 0.1 }),
    accuracy,
  );
  assert.deepEqual(seeds, [0, 1, 3]);
  assert.deepEqual(
    differences.map((value) => Number(value.toFixed(6))),
    [0.1, 0.2, 0.3],
  );
  assert.ok(Math.abs(student.high - (0.2 + (4.302653 * 0.1) / Math.sqrt(3))) < 1e-6);
});

test("without a seed in common there is nothing to compare", () => {
  assert.throws(
    () => differenceBySeed(armOf("top", { 0: 0.5 }), armOf("all", { 1: 0.4 }), accuracy),
    /no seed in common: "top 20 %" has 0, "all tokens" has 1/,
  );
});

test("a gap's change between conditions is paired by the seeds that all four groups have", () => {
  const condition = {
    top: armOf("top", { 0: 0.5, 1: 0.7, 2: 0.9 }),
    all: armOf("all", { 0: 0.4, 1: 0.4, 2: 0.4 }),
  };
  const reference = { top: armOf("top", { 0: 0.3, 2: 0.3 }), all: armOf("all", { 0: 0.4, 2: 0.5 }) };
  const { seeds, differences } = changeOfGap(condition, reference, accuracy);
  assert.deepEqual(seeds, [0, 2]);
  assert.deepEqual(
    differences.map((value) => Number(value.toFixed(6))),
    [0.2, 0.7],
  );
  const elsewhere = { top: armOf("top", { 5: 0.3 }), all: armOf("all", { 5: 0.4 }) };
  assert.throws(() => changeOfGap(condition, elsewhere, accuracy), /no seed in common: 0, 1, 2 and 5/);
});

test("measures of a run: a final value, scaled, and the change over training; a missing number is named", () => {
  const run = sampleRun({ config: { arm: "all" }, accuracy: 0.5 });
  assert.equal(finalValue("test", "accuracy", { scale: 100 })(run), 50);
  assert.ok(Math.abs(changeOverTraining("accuracy")(run) - 0.3) < 1e-12);
  assert.throws(
    () => finalValue("ood", "meanWaits")(run),
    /main\/M-all-seed0, ood at step 2: wanted a number as meanWaits, received undefined/,
  );
});

test("the interquartile mean over four seeds leaves out the outer two quarters", () => {
  assert.ok(
    Math.abs(overSeeds(armOf("all", { 0: 0.1, 1: 0.4, 2: 0.5, 3: 0.9 }), accuracy).estimate - 0.45) < 1e-12,
  );
});

test("curves are means over the seeds, those of rollouts over a window of steps", () => {
  const arm = armOf("all", { 0: 0.2, 1: 0.6 });
  const { steps, values, low, high } = evaluationCurve(arm, (evaluation) => evaluation.accuracy);
  assert.deepEqual(
    [steps, values],
    [
      [0, 2],
      [0.2, 0.4],
    ],
  );
  assert.deepEqual([low[1], high[1]], [0.2, 0.6]);
  const entropy = rolloutCurve(arm, (step) => step.meanEntropy, { window: 2 });
  assert.deepEqual(
    entropy.values.map((value) => Number(value.toFixed(6))),
    [0.4, 0.45],
  );
});

test("a difference over problems draws seeds and problems again, pairs kept together", () => {
  const scored = (arm: "all" | "top", counts: number[][]): RunGroup =>
    runGroups(
      counts.map((rightCounts, seed) => sampleRun({ config: { arm, seed }, accuracy: 0, rightCounts })),
    )[0];
  const all = scored("all", [
    [0, 4, 2, 2],
    [1, 3, 2, 2],
  ]);
  const oneMore = scored("top", [
    [1, 5, 3, 3],
    [2, 4, 3, 3],
  ]);
  const { estimate, low, high } = differenceOverProblems(oneMore, all, "test");
  assert.deepEqual([estimate, low, high], [0.25, 0.25, 0.25]);
  const onOneProblem = scored("top", [
    [4, 4, 2, 2],
    [5, 3, 2, 2],
  ]);
  const spread = differenceOverProblems(onOneProblem, all, "test");
  assert.equal(spread.estimate, 0.25);
  assert.ok(spread.low === 0 && spread.high >= 0.5, JSON.stringify(spread));
  const unscored = armOf("top", { 0: 0.5 });
  assert.throws(
    () => differenceOverProblems(unscored, all, "test"),
    /top-seed0 has no scores for each problem of test/,
  );
});

test("a step counts as clipped where its gradient is longer than the run allows", () => {
  const run = sampleRun({ config: { arm: "top", maxGradNorm: 2 }, accuracy: 0.5 });
  const steps = [1, 2, 2.5, 9].map((gradNorm, step) => ({ ...run.steps[0], step, gradNorm }));
  assert.equal(clippedSteps({ ...run, steps }), 0.5);
});
