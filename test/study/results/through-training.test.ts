import assert from "node:assert/strict";
import { test } from "node:test";
import {
  gapThroughTraining,
  largestFall,
  meanOfEvaluations,
  meanThroughTraining,
  type RecordedRun,
  type RunGroup,
} from "../../../src/study/index.js";

/** A run of which only seed and accuracies, by step, are looked at. */
const run = (seed: number, accuracies: Record<number, number>): RecordedRun =>
  ({
    name: `x/M-top-seed${seed}`,
    config: { seed, steps: 200 },
    evaluations: Object.entries(accuracies).map(([step, accuracy]) => ({
      step: Number(step),
      split: "ood",
      accuracy,
    })),
  }) as unknown as RecordedRun;
const group = (label: string, runs: RecordedRun[]): RunGroup => ({ label, runs }) as unknown as RunGroup;

test("the mean through training is the area by trapezoids, whatever the distance of the steps", () => {
  // 50 (0.2 + 0.4) / 2 + 150 (0.4 + 0.8) / 2 = 15 + 90 over 200 steps
  assert.ok(
    Math.abs(meanThroughTraining("ood", { scale: 100 })(run(0, { 0: 0.2, 50: 0.4, 200: 0.8 })) - 52.5) < 1e-9,
  );
  assert.throws(
    () => meanThroughTraining("ood")(run(3, { 200: 0.5 })),
    /x\/M-top-seed3 has 1 evaluations on ood/,
  );
});

test("the mean of evaluations counts each once, between two steps, both included", () => {
  const near = (got: number, wanted: number): void => assert.ok(Math.abs(got - wanted) < 1e-9, `${got}`);
  const some = run(0, { 0: 0.9, 50: 0.2, 100: 0.4, 200: 0.6 });
  near(meanOfEvaluations("ood", { scale: 100 })(some), 40);
  near(meanOfEvaluations("ood", { from: 50, to: 100 })(some), 0.3);
  near(meanOfEvaluations("ood", { from: 100 })(some), 0.5);
  assert.throws(
    () => meanOfEvaluations("ood", { from: 120, to: 150 })(some),
    /x\/M-top-seed0 has no evaluation on ood at the steps 120 to 150; wanted one/,
  );
  assert.throws(() => meanOfEvaluations("test")(some), /no evaluation on test at the steps 1 to 200/);
});

test("the largest fall is from the highest value before, not from the first or the last", () => {
  const fall = largestFall("ood", { scale: 100 });
  const near = (got: number, wanted: number): void => assert.ok(Math.abs(got - wanted) < 1e-9, `${got}`);
  near(fall(run(0, { 0: 0.2, 20: 0.7, 40: 0.5, 60: 0.8, 80: 0.65 })), 20);
  near(fall(run(0, { 0: 0.2, 20: 0.4, 40: 0.9 })), 0);
  near(largestFall("ood", { from: 40 })(run(0, { 0: 0.2, 20: 0.7, 40: 0.5, 60: 0.8, 80: 0.75 })), 0.05);
  assert.throws(() => fall(run(3, { 200: 0.5 })), /x\/M-top-seed3 has 1 evaluations on ood/);
  assert.throws(
    () => largestFall("ood", { from: 50 })(run(3, { 0: 0.2, 40: 0.4, 60: 0.3 })),
    /x\/M-top-seed3 has 1 evaluations on ood from step 50 on/,
  );
});

test("the gap through training is paired by seed, at the steps that all runs have", () => {
  const all = group("all", [run(0, { 0: 0.1, 50: 0.2, 100: 0.3 }), run(1, { 0: 0.1, 100: 0.5 })]);
  const top = group("top", [run(1, { 0: 0.1, 50: 0.9, 100: 0.4 }), run(0, { 0: 0.1, 50: 0.2, 100: 0.4 })]);
  const { steps, values, low, high } = gapThroughTraining(top, all, "ood");
  assert.deepEqual(steps, [0, 100]);
  assert.ok(Math.abs(values[0]) < 1e-9 && Math.abs(values[1] - 0) < 1e-9);
  // differences of +10 and -10 points: 12.706 x 10 sqrt(2) / sqrt(2)
  assert.ok(Math.abs(high[1] - 127.06) < 0.01 && Math.abs(low[1] + 127.06) < 0.01);
  assert.throws(() => gapThroughTraining(group("top", [run(7, { 0: 0 })]), all, "ood"), /no seed in common/);
});
