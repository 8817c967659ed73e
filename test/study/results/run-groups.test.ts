import assert from "node:assert/strict";
import { test } from "node:test";
import { groupNamed, runGroups, seedsText } from "../../../src/study/index.js";
import { sampleRun } from "../sample-runs.js";

test("runs that differ in the seed alone are one arm, arms in the order of the study", () => {
  const runs = [
    sampleRun({ config: { arm: "top", seed: 1 }, accuracy: 0.4 }),
    sampleRun({ config: { arm: "top", seed: 0 }, accuracy: 0.5 }),
    sampleRun({ config: { arm: "top", rho: 0.1, seed: 0 }, experiment: "rho", accuracy: 0.3 }),
    sampleRun({ config: { arm: "all", seed: 0 }, accuracy: 0.6 }),
    sampleRun({ config: { arm: "all", seed: 0 }, base: "L", accuracy: 0.6 }),
    sampleRun({ config: { arm: "all", learningRate: 1e-3 }, experiment: "rate", accuracy: 0.6 }),
  ];
  const arms = runGroups(runs);
  assert.deepEqual(
    arms.map(({ label, runs: ofArm }) => [label, ofArm.map(({ config }) => config.seed)]),
    [
      ["all tokens", [0]],
      ["top 10 %", [0]],
      ["top 20 %", [0, 1]],
    ],
  );
  assert.equal(seedsText(arms), "1 to 2 seeds");
  assert.equal(seedsText([groupNamed(arms, "all tokens")]), "1 seed");
  assert.throws(
    () => groupNamed(arms, "bottom 80 %"),
    /"bottom 80 %" is recorded; recorded: all tokens, top 10 %, top 20 %.*npm run ablate/,
  );
});
