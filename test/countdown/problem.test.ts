import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeTokens, problemsOf, promptTokens, sampleProblem } from "../../src/countdown/index.js";
import { problemSplit } from "../../src/countdown/problem.js";
import { endValues, legalSteps, nextState } from "../../src/countdown/steps.js";
import { seededRng } from "../../src/random/index.js";
import { SPLITS } from "../../src/task/index.js";

const inDistribution = ["train", "validation", "test"] as const;

test("the split of a problem never changes", () => {
  const splits = [
    [9, 5, 3, 14],
    [9, 5, 3, 17],
    [7, 5, 2, 14],
    [8, 8, 1, 9],
    [4, 3, 2, 24],
    [6, 6, 6, 36],
  ].map(([a, b, c, target]) => problemSplit({ numbers: [a, b, c], target }));
  assert.deepEqual(splits, ["train", "train", "train", "validation", "train", "train"]);
  assert.equal(problemSplit({ numbers: [9, 9, 1], target: 81 }), "ood");
});

test("the splits hold about 70, 10 and 20 % of the problems", () => {
  const counts = inDistribution.map((split) => problemsOf(split).length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  assert.ok(total > 1000 && total < 4000, `${total} problems`);
  for (const [i, share] of [0.7, 0.1, 0.2].entries()) {
    assert.ok(Math.abs(counts[i] / total - share) < 0.03, `${inDistribution[i]}: ${counts[i]} of ${total}`);
  }
});

test("problems are drawn with the probability that the enumeration states", () => {
  const rng = seededRng(1);
  const drawn = new Map<string, number>();
  const n = 40_000;
  for (let i = 0; i < n; i++) {
    const problem = sampleProblem(rng, { split: "validation" });
    assert.equal(problemSplit(problem), "validation");
    drawn.set(JSON.stringify(problem), (drawn.get(JSON.stringify(problem)) ?? 0) + 1);
  }
  for (const { problem, probability } of problemsOf("validation")) {
    const expected = n * probability;
    const count = drawn.get(JSON.stringify(problem)) ?? 0;
    assert.ok(
      Math.abs(count - expected) < 5 * Math.sqrt(expected) + 3,
      `${JSON.stringify(problem)}: ${count}`,
    );
  }
});

test("every problem can be solved", () => {
  for (const split of SPLITS) {
    for (const { problem } of problemsOf(split)) assert.ok(endValues(problem.numbers).has(problem.target));
  }
});

/** Over all targets on [5, 40], as the reference rates of the task were computed. */
function expectation(score: (numbers: readonly number[], target: number) => number): number {
  let sum = 0;
  let weight = 0;
  for (let a = 1; a <= 9; a++)
    for (let b = 1; b <= 9; b++)
      for (let c = 1; c <= 9; c++) {
        const numbers = [a, b, c].sort((x, y) => y - x);
        for (const [target, probability] of endValues(numbers)) {
          if (target < 5 || target > 40) continue;
          sum += probability * score(numbers, target);
          weight += probability;
        }
      }
  return sum / weight;
}

test("exact rates: a uniform attempt 10.57 %, with a perfect last operation 29.27 %, four of those 69.29 %", () => {
  const lookahead = (numbers: readonly number[], target: number): number => {
    const steps = legalSteps(numbers);
    const solving = steps.filter((step) =>
      legalSteps(nextState(numbers, step)).some(({ result }) => result === target),
    );
    return solving.length / steps.length;
  };
  assert.ok(Math.abs(expectation((numbers, target) => endValues(numbers).get(target)!) - 0.105702) < 1e-6);
  assert.ok(Math.abs(expectation(lookahead) - 0.292701) < 1e-6);
  assert.ok(Math.abs(expectation((n, t) => 1 - (1 - lookahead(n, t)) ** 4) - 0.69294) < 1e-6);
});

test("a prompt states the numbers and the target", () => {
  assert.equal(decodeTokens(promptTokens({ numbers: [9, 5, 3], target: 14 })), "9 5 3 : 14 >");
});
