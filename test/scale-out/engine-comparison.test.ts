import assert from "node:assert/strict";
import { test } from "node:test";
import { engineComparisons } from "../../src/scale-out/engine-comparison.js";
import {
  asRecordedRuns,
  engineArms,
  engineClaim,
  type ImportedEvaluation,
  type ImportedRun,
} from "../../src/scale-out/index.js";
import { rlvrConfig } from "../../src/training/index.js";

/** A run of two steps whose accuracy is the same at both evaluations of training. */
function run(arm: "all" | "top", seed: number, through: number, test: number): ImportedRun {
  const line = (step: number, split: string, accuracy: number): ImportedEvaluation => ({
    ...{ step, split, accuracy },
    judgedBy: "forking-tokens",
  });
  return {
    name: `trl/${arm}-${seed}`,
    engine: { name: "trl", version: "1.13.0" },
    config: rlvrConfig({ base: "data/models/M", arm, seed, steps: 2 }),
    ...{ deviations: [], leftOut: {}, unknownColumns: [], notes: [], steps: [] },
    evaluations: [
      line(0, "validation", 0.2),
      line(1, "validation", through - 0.1),
      line(2, "validation", through + 0.1),
      line(2, "test", test),
    ],
  };
}

test("order within the engine and levels between the engines are paired by seed", () => {
  const runsWith = (shift: number): ImportedRun[] =>
    [0, 1, 2].flatMap((seed) => [
      run("all", seed, 0.6 + seed / 100, 0.6 + shift),
      run("top", seed, 0.55 + seed / 100, 0.57 + shift + seed / 100),
    ]);
  const [theirs, ours] = [0.01, 0].map((shift) => engineArms(asRecordedRuns(runsWith(shift)), "trl"));
  const [order, all, top] = engineComparisons(theirs, ours).map((comparison) => comparison!);
  assert.ok(Math.abs(order.estimate - 0.05) < 1e-12); // step 0 is no part of it
  assert.ok(order.low! > 0 && order.above === 0 && order.runs === 3);
  for (const { estimate, above, below } of [all, top]) {
    assert.ok(Math.abs(estimate - 0.01) < 1e-12);
    assert.deepEqual([above, below], [-0.05, 0.05]);
  }
  assert.equal(engineClaim(theirs, ours).verdict, "reproduced");
  assert.equal(
    engineClaim(ours, engineArms(asRecordedRuns(runsWith(0.2)), "trl")).verdict,
    "partly reproduced",
  );
  assert.throws(() => engineArms(asRecordedRuns([run("all", 0, 0.5, 0.5)]), "trl"), /trains on top 20 %/);
});
