import assert from "node:assert/strict";
import { test } from "node:test";
import {
  dapoLoss,
  drGrpoLoss,
  grpoLoss,
  highEntropyLoss,
  type LossBatch,
  type PolicyLoss,
  ppoLoss,
  reinforceLoss,
} from "../../src/policy-gradient/index.js";

// Response 0 has one token of ratio 1.25, response 1 has four tokens of ratio 1; all advantages 1.
const batch: LossBatch = {
  logProbs: [Math.log(1.25), -1, -1, -1, -1],
  oldLogProbs: [0, -1, -1, -1, -1],
  advantages: [1, 1, 1, 1, 1],
  entropies: [0, 0.2, 0.9, 0.1, 0],
  responses: [0, 1, 1, 1, 1],
  maxLength: 10,
};
const near = (received: number, wanted: number) =>
  assert.ok(Math.abs(received - wanted) < 1e-12, `${received}, wanted ${wanted}`);

const cases: [name: string, loss: PolicyLoss, value: number, gradient: number[]][] = [
  ["reinforce", reinforceLoss, -(Math.log(1.25) - 4) / 2, [-0.5, -0.5, -0.5, -0.5, -0.5]],
  ["ppo", ppoLoss, -(1.2 + 4) / 5, [0, -0.2, -0.2, -0.2, -0.2]],
  ["grpo", grpoLoss, -(1.2 + 1) / 2, [0, -0.125, -0.125, -0.125, -0.125]],
  ["drGrpo", drGrpoLoss, -(1.2 + 4) / 20, [0, -0.05, -0.05, -0.05, -0.05]],
  ["dapo", dapoLoss, -(1.25 + 4) / 5, [-0.25, -0.2, -0.2, -0.2, -0.2]],
  ["highEntropy", highEntropyLoss, -1, [0, 0, -1, 0, 0]],
];

for (const [name, loss, value, gradient] of cases) {
  test(`${name}: loss and gradient worked by hand`, () => {
    const received = loss(batch);
    near(received.loss, value);
    gradient.forEach((wanted, t) => {
      near(received.gradient[t], wanted);
    });
  });
}

test("only the symmetric clips cut the ratio 1.25", () => {
  assert.deepEqual(
    cases.map(([, loss]) => loss(batch).clipFraction),
    [0, 0.2, 0.2, 0.2, 0, 0],
  );
});
