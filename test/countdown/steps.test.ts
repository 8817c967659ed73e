import assert from "node:assert/strict";
import { test } from "node:test";
import { applyOperation, endValues, legalSteps, nextState, usefulSteps } from "../../src/countdown/steps.js";

test("a result is a whole number on [1, 99]", () => {
  assert.equal(applyOperation(9, "+", 5), 14);
  assert.equal(applyOperation(5, "-", 5), null);
  assert.equal(applyOperation(50, "*", 2), null);
  assert.equal(applyOperation(9, "*", 11), 99);
  assert.equal(applyOperation(9, "/", 2), null);
  assert.equal(applyOperation(9, "/", 3), 3);
  assert.equal(applyOperation(9, "/", 1), null);
});

test("equal pairs give a step once, and the larger number comes first", () => {
  assert.deepEqual(
    legalSteps([5, 5, 2]).map(({ x, operation, y, result }) => `${x}${operation}${y}=${result}`),
    ["5+5=10", "5*5=25", "5+2=7", "5-2=3", "5*2=10"],
  );
});

test("a step replaces its two numbers by the result, in descending order", () => {
  assert.deepEqual(nextState([7, 5, 2], { x: 7, operation: "-", y: 5, result: 2 }), [2, 2]);
  assert.deepEqual(nextState([7, 5, 2], { x: 5, operation: "*", y: 2, result: 10 }), [10, 7]);
});

test("end values of two numbers are the three results, uniformly", () => {
  assert.deepEqual(
    [...endValues([9, 5])].sort((a, b) => a[0] - b[0]),
    [
      [4, 1 / 3],
      [14, 1 / 3],
      [45, 1 / 3],
    ],
  );
});

test("useful steps are those from which the target can be reached", () => {
  const useful = usefulSteps([7, 5, 2], 14);
  assert.ok(useful.length > 0 && useful.length < legalSteps([7, 5, 2]).length);
  for (const step of legalSteps([7, 5, 2])) {
    const reached = legalSteps(nextState([7, 5, 2], step)).some(({ result }) => result === 14);
    assert.equal(useful.includes(step), reached, `${step.x}${step.operation}${step.y}`);
  }
});
