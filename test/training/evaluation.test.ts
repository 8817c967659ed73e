import assert from "node:assert/strict";
import { before, test } from "node:test";
import { selectBackend } from "../../src/kernels/index.js";
import { evaluatePolicy } from "../../src/training/index.js";
import { tinyPolicy } from "./tiny-policy.js";

before(() => selectBackend());

test("an untrained policy solves nothing, breaks the grammar and has nearly the largest entropy", () => {
  const options = { split: "validation" as const, samples: 2, maxNewTokens: 20, limit: 10, greedy: true };
  const evaluation = evaluatePolicy(tinyPolicy(), options);
  assert.equal(evaluation.problems, 10);
  assert.equal(evaluation.accuracy, 0);
  assert.equal(evaluation.accuracyGreedy, 0);
  assert.equal(evaluation.validRate + evaluation.brokenRate! + evaluation.outOfBudgetRate!, 1);
  assert.ok(evaluation.brokenRate! > 0.9);
  assert.ok(evaluation.meanEntropy > 3.5 && evaluation.meanEntropy <= Math.log(120));
  assert.deepEqual(evaluation, evaluatePolicy(tinyPolicy(), options));
});
