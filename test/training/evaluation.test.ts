import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { problemsOf, promptTokens } from "../../src/countdown/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { savePolicy } from "../../src/models/index.js";
import { scoreTokens } from "../../src/rollout/index.js";
import { evaluatePolicy } from "../../src/training/index.js";
import { tinyPolicy } from "./tiny-policy.js";

const folder = mkdtempSync(path.join(tmpdir(), "evaluation-"));
before(() => selectBackend());
after(() => rmSync(folder, { recursive: true }));

test("an untrained policy solves nothing, breaks the grammar and has nearly the largest entropy", () => {
  const options = { split: "validation" as const, samples: 2, maxNewTokens: 20, limit: 10, greedy: true };
  const evaluation = evaluatePolicy(tinyPolicy(), options);
  assert.equal(evaluation.problems, 10);
  assert.equal(evaluation.accuracy, 0);
  // 0 of 10 problems: (1 - 0.3085) ** 10 = 0.025
  assert.equal(evaluation.accuracyInterval.high.toFixed(4), "0.3085");
  assert.equal(evaluation.accuracyGreedy, 0);
  assert.equal(evaluation.validRate + evaluation.brokenRate! + evaluation.outOfBudgetRate!, 1);
  assert.ok(evaluation.brokenRate! > 0.9);
  assert.ok(evaluation.meanEntropy > 3.5 && evaluation.meanEntropy <= Math.log(120));
  assert.deepEqual(evaluation, evaluatePolicy(tinyPolicy(), options));
});

test("how far a policy is from a reference: 0 from itself, and the divergence of the distributions it draws from", () => {
  const [policy, other] = [tinyPolicy(), tinyPolicy(2)];
  const options = { split: "validation" as const, samples: 4000, maxNewTokens: 1, limit: 1 };
  const kl = (to: typeof policy): number => {
    const reference = path.join(folder, "reference");
    savePolicy(to, reference);
    return evaluatePolicy(policy, { ...options, reference }).klToReference!;
  };
  assert.ok(Math.abs(kl(policy)) < 1e-6);
  const prompt = Array.from(promptTokens(problemsOf("validation")[0].problem));
  const [p, q] = [policy, other].map((model) => {
    const { distribution } = scoreTokens(model, [{ prompt, response: [0] }], {
      statistics: ["distribution"],
    });
    return Array.from(distribution!);
  });
  const exact = p.reduce((sum, mass, i) => sum + mass * Math.log(mass / q[i]), 0);
  const estimate = kl(other);
  // the standard error of 4,000 draws is a ninth of the divergence
  assert.ok(exact > 0.01 && Math.abs(estimate - exact) < 0.4 * exact, `${estimate}, exactly ${exact}`);
  assert.equal(evaluatePolicy(policy, options).klToReference, undefined);
  assert.throws(
    () =>
      evaluatePolicy(policy, {
        ...options,
        reference: path.join(folder, "none"),
        onProgress: () => assert.fail(),
      }),
    /none/,
  );
});
