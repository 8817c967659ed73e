import assert from "node:assert/strict";
import { test } from "node:test";
import { forkDetection } from "../../src/entropy/index.js";
import { ruleWeights } from "../../src/explorer/rule-weights.js";
import { runColumns } from "../../src/explorer/run-columns.js";
import { ARMS } from "../../src/token-rules/index.js";
import { sampleRun } from "./sample-run.js";

const run = sampleRun();
const columns = runColumns(run);

test("a run's responses become columns with GRPO's advantages", () => {
  assert.equal(columns.tokens.length, 240);
  assert.deepEqual(Array.from(columns.prompts), [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
  // Rewards 1, 0, 0, 1: half right, so plus and minus one.
  assert.deepEqual(
    [0, 1, 2, 3].map((r) => columns.advantages[columns.starts[r]]),
    [1, -1, -1, 1],
  );
  const unrewarded = { ...run, responses: run.responses.map(({ reward: _, ...response }) => response) };
  assert.ok(runColumns(unrewarded).advantages.every((advantage) => advantage === 0));
});

test("precision and recall of the top rho are those of fork detection", () => {
  for (const rho of [0.05, 0.2, 0.5, 1]) {
    const { kept, precision, recall, label } = ruleWeights(run, columns, { arm: "top", rho });
    const isFork = columns.roles!;
    const [wanted] = forkDetection(columns.entropies, isFork, { rhos: [rho] });
    assert.equal(label, `top ${100 * rho} %`);
    assert.ok(Math.abs(kept - rho) < 0.005);
    assert.ok(Math.abs(precision! - wanted.precision) < 1e-12 && Math.abs(recall! - wanted.recall) < 1e-12);
  }
});

test("every rule of the kit weighs the run or says what it lacks", () => {
  const refused = ARMS.filter((arm) => {
    try {
      const { weights } = ruleWeights(run, columns, { arm, rho: 0.2 });
      assert.equal(weights.length, 240);
      return false;
    } catch (error) {
      assert.match((error as Error).message, /rule|known|role/);
      return true;
    }
  });
  assert.ok(refused.length < ARMS.length / 2, refused.join(", "));
  assert.throws(
    () => ruleWeights(run, columns, { arm: "lp-reg", rho: 0.2 }),
    /the rule "lp-reg" reads distribution, oldDistribution, which was not recorded/,
  );
});

test("where forks are not known there is no precision", () => {
  const unknown = { ...run, forkRoles: [] };
  const { precision, recall, kept } = ruleWeights(unknown, columns, { arm: "top", rho: 0.2 });
  assert.deepEqual([precision, recall], [undefined, undefined]);
  assert.ok(kept > 0);
});
