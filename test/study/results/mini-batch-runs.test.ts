import assert from "node:assert/strict";
import { test } from "node:test";
import { collapse, miniBatchRuns, type RecordedRun } from "../../../src/study/index.js";
import { sampleRun } from "../sample-runs.js";

const run = (miniBatches: number, arm: "all" | "top" | "random", seed: number, entropyOf?: "current") =>
  sampleRun({
    experiment: miniBatches === 2 ? "missed-tokens" : "mini-batches",
    config: { arm, seed, miniBatches, ...(entropyOf && { entropyOf }) },
    accuracy: 0.5,
  });

test("both arms are found by the number of mini-batches, at the seeds that both have", () => {
  const runs = [
    ...[0, 1, 2].flatMap((seed) => [run(16, "all", seed), run(2, "all", seed), run(2, "top", seed)]),
    ...[1, 2, 3].map((seed) => run(16, "top", seed)),
    ...[1, 3].map((seed) => run(16, "top", seed, "current")),
  ];
  const sixteen = miniBatchRuns(runs, { miniBatches: 16 })!;
  assert.deepEqual(sixteen.seeds, [1, 2]);
  assert.deepEqual(
    [sixteen.all, sixteen.top].map((group) => group.runs.map(({ config }) => [config.arm, config.seed])),
    [
      [
        ["all", 1],
        ["all", 2],
      ],
      [
        ["top", 1],
        ["top", 2],
      ],
    ],
  );
  const trained = miniBatchRuns(
    runs.filter(({ config }) => config.seed < 3),
    { miniBatches: 16, entropyOf: "current" },
  )!;
  assert.deepEqual(trained.seeds, [1]);
  assert.equal(trained.top.runs[0].config.entropyOf, "current");
  assert.deepEqual(miniBatchRuns(runs, { miniBatches: 2 })?.seeds, [0, 1, 2]);
  assert.equal(miniBatchRuns(runs, { miniBatches: 4 }), null);
});

test("a run has collapsed where it ends below half of its highest validation accuracy", () => {
  const ending = (...accuracies: number[]): RecordedRun =>
    ({
      evaluations: accuracies.map((accuracy, step) => ({ split: "validation", step, accuracy })),
    }) as unknown as RecordedRun;
  assert.equal(collapse(ending(0.2, 0.6, 0.29)), 1);
  assert.equal(collapse(ending(0.2, 0.6, 0.3)), 0);
  assert.equal(collapse(ending(0.6, 0.1, 0.5)), 0);
  const unordered = ending(0.2, 0.6, 0.29);
  unordered.evaluations.reverse();
  assert.equal(collapse(unordered), 1);
});
