import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRng } from "../../src/random/index.js";
import { drawProblem, shapedReward, type Task } from "../../src/task/index.js";

const task: Task<string> = {
  name: "letters",
  parameters: {},
  maxResponseTokens: 1,
  problems: (split) => (split === "train" ? ["a", "b", "c"] : []),
  prompt: (problem) => problem,
  verify: () => ({ reward: 0, outcome: "wrong", valid: true }),
};

test("without a sampler of its own a task gives every problem of the split equally often", () => {
  const rng = seededRng(1);
  const counts = new Map<string, number>();
  for (let i = 0; i < 3000; i++) {
    const problem = drawProblem(task, rng, "train");
    counts.set(problem, (counts.get(problem) ?? 0) + 1);
  }
  assert.deepEqual([...counts.keys()].sort(), ["a", "b", "c"]);
  // 1000 expected, standard deviation 26
  for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 130, `${count}`);
});

test("a task whose problems run out is named, with the split", () => {
  assert.throws(
    () => drawProblem(task, seededRng(1), "ood"),
    /task "letters" has no problem of the split "ood"/,
  );
  const dry = { ...task, sample: () => undefined as unknown as string };
  assert.throws(() => drawProblem(dry, seededRng(1), "train"), /wanted at least one/);
});

test("costs are subtracted from the verifier's reward", () => {
  const verdict = { reward: 1, outcome: "right", valid: true, extras: { waits: 2 } };
  const response = { tokens: new Int32Array(90), text: () => "" };
  assert.equal(shapedReward({ maxNewTokens: 95 })(verdict, response), 1);
  const costs = { attemptCost: 0.25, tokenCost: 0.001, overlongBuffer: 10, maxNewTokens: 95 };
  // 5 tokens into a buffer of 10: -0.5
  assert.ok(Math.abs(shapedReward(costs)(verdict, response) - (1 - 0.5 - 0.09 - 0.5)) < 1e-12);
  const uncounted = { reward: 1, outcome: "right", valid: true };
  assert.throws(
    () => shapedReward(costs)(uncounted, response),
    /wants a task whose verdicts have the extra "waits"/,
  );
});
