import assert from "node:assert/strict";
import { test } from "node:test";
import {
  changeEffects,
  gainBeyondShare,
  MASK_CHANGES,
  missedTokens,
  plannedRuns,
  type RecordedRun,
  type RunMeasure,
} from "../../../src/study/index.js";

/** Accuracies of P1's arms by a law: 40, and 3, 2 and 1 for the changes, 50 with all tokens; a seed adds its number. */
const accuracy: RunMeasure = ({ config: { arm, seed, ruleParameters = {} } }) => {
  if (arm === "all") return 50 + seed;
  if (arm === "all-but-wait") return 10;
  return 40 + seed + MASK_CHANGES.reduce((sum, change, i) => sum + (ruleParameters[change] ? 3 - i : 0), 0);
};
const runs = plannedRuns("full")
  .filter(({ name }) => name.startsWith("missed-tokens/"))
  .map(
    ({ name, config }) =>
      ({ name, config, experiment: "missed-tokens", base: "M" }) as unknown as RecordedRun,
  );

test("P1 is read at the seeds that all of its arms have", () => {
  assert.equal(missedTokens([]), null);
  assert.equal(missedTokens(runs.slice(0, 9)), null);
  const found = missedTokens(runs.slice(0, 25))!;
  assert.deepEqual(found.seeds, [0, 1]);
  assert.deepEqual(
    found.masks.map(({ changes }) => changes.length),
    [0, 1, 1, 1, 2, 2, 2, 3],
  );
  for (const { group } of [...found.masks, { group: found.all }, { group: found.allButWait }])
    assert.deepEqual(
      group.runs.map(({ config }) => config.seed),
      [0, 1],
    );
  assert.equal(found.masks[0].group.config.arm, "top");
});

test("a change's effect is what it adds over all masks, and a share of the gap is closed or not", () => {
  const found = missedTokens(runs)!;
  assert.equal(found.seeds.length, 10);
  MASK_CHANGES.forEach((change, i) => {
    const effects = changeEffects(found, change, accuracy);
    assert.equal(effects.length, 10);
    for (const effect of effects) assert.ok(Math.abs(effect - (3 - i)) < 1e-9, change);
  });
  // all three close 6 of 10 points
  const beyond = (share: number): number =>
    gainBeyondShare(found, MASK_CHANGES, { share, measure: accuracy }).high;
  assert.ok(Math.abs(beyond(0.6)) < 1e-9 && beyond(0.9) < 0 && beyond(0.5) > 0);
  const waitAlone = gainBeyondShare(found, ["keepWait"], { share: 0.9, measure: accuracy });
  assert.ok(Math.abs(waitAlone.estimate - (2 - 9)) < 1e-9);
});
