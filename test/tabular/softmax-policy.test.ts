import assert from "node:assert/strict";
import { test } from "node:test";
import {
  actionLogProbs,
  actionProbabilities,
  crossroads,
  crossroadsLogits,
  finiteDifferences,
  logProbGradient,
} from "../../src/tabular/index.js";

const mdp = crossroads();
const theta = crossroadsLogits();

test("the opener is chosen 50 : 30 : 20, also when every logit is shifted", () => {
  for (const shift of [0, 1000, -1000]) {
    const received = actionProbabilities(
      mdp,
      theta.map((x) => x + shift),
      0,
    );
    [0.5, 0.3, 0.2].forEach((wanted, a) => {
      assert.ok(Math.abs(received[a] - wanted) < 1e-12);
    });
  }
});

test("grad log pi is one-hot minus pi, and agrees with finite differences to 1e-9", () => {
  const gradient = logProbGradient(mdp, theta, 3, 1);
  assert.deepEqual(
    [...gradient].map((g) => Number(g.toFixed(12))),
    [0, 0, 0, 0, 0, 0, 0, 0, 0, -0.95, 0.96, -0.01, 0, 0, 0],
  );
  const numeric = finiteDifferences((at) => actionLogProbs(mdp, at, 3)[1], theta);
  assert.ok(gradient.every((g, i) => Math.abs(g - numeric[i]) < 1e-9));
});

test("a theta of the wrong length is refused", () => {
  assert.throws(() => actionProbabilities(mdp, [1, 2], 0), /5 states x 3 actions = 15 logits, received 2/);
});
