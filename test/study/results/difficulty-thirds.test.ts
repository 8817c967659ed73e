import assert from "node:assert/strict";
import { test } from "node:test";
import { difficultyThirds, gapOnProblems, type RunGroup, runGroups } from "../../../src/study/index.js";
import { sampleRun } from "../sample-runs.js";

const scored = (arm: "all" | "top" | "random", counts: number[][]): RunGroup =>
  runGroups(
    counts.map((rightCounts, seed) => sampleRun({ config: { arm, seed }, accuracy: 0, rightCounts })),
  )[0];

test("problems are cut into thirds by mean accuracy, of equal ones the smaller index is harder", () => {
  const thirds = difficultyThirds(
    scored("random", [
      [4, 0, 2, 1, 3, 4, 2],
      [4, 2, 0, 1, 3, 4, 2],
    ]),
    "test",
  );
  // means of right ones: 4, 1, 1, 1, 3, 4, 2
  assert.deepEqual(thirds, { hardest: [1, 2], middle: [3, 6], easiest: [4, 0, 5] });
});

test("the gap on some problems is theirs alone, in points, paired by seed", () => {
  const all = scored("all", [
    [0, 4, 2],
    [1, 3, 2],
  ]);
  const top = scored("top", [
    [1, 4, 0],
    [1, 4, 2],
  ]);
  assert.deepEqual(gapOnProblems(top, all, "test", [0, 1]), [12.5, 12.5]);
  assert.deepEqual(gapOnProblems(top, all, "test", [2]), [-50, 0]);
  assert.throws(() => gapOnProblems(top, all, "ood", [0]), /has no scores for each problem of ood/);
});
