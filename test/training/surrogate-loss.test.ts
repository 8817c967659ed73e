import assert from "node:assert/strict";
import { test } from "node:test";
import { tf } from "../../src/kernels/index.js";
import { clippedSurrogate } from "../../src/policy-gradient/index.js";
import { seededRng } from "../../src/random/index.js";
import { likelihoodLoss, surrogateLoss } from "../../src/training/surrogate-loss.js";

test("value and gradient are minus those of the surrogate on arrays", async () => {
  await tf.setBackend("cpu");
  const rng = seededRng(1);
  const n = 60;
  const draw = (scale: number): Float32Array => Float32Array.from({ length: n }, () => scale * rng.normal());
  const oldLogProbs = draw(1);
  const logProbs = oldLogProbs.map((value, i) => value + draw(0.4)[i]);
  const advantages = draw(1);
  const mask = Uint8Array.from({ length: n }, () => (rng.uniform() < 0.6 ? 1 : 0));
  for (const normalizer of ["selected", "all"] as const) {
    const expected = clippedSurrogate({
      logProbs,
      oldLogProbs,
      advantages,
      mask,
      clipLow: 0.2,
      clipHigh: 0.28,
      normalizer,
    });
    const count = normalizer === "all" ? n : mask.reduce((sum, kept) => sum + kept, 0);
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
      surrogateLoss(
        x as tf.Tensor1D,
        {
          oldLogProbs: tf.tensor1d(oldLogProbs),
          advantages: tf.tensor1d(advantages),
          weights: tf.tensor1d(Float32Array.from(mask)),
        },
        { clipLow: 0.2, clipHigh: 0.28, normalizer: count },
      ),
    )(tf.tensor1d(logProbs));
    assert.ok(Math.abs(value.dataSync()[0] + expected.objective) < 1e-6);
    const gradient = grad.dataSync();
    for (let i = 0; i < n; i++) assert.ok(Math.abs(gradient[i] + expected.gradient[i]) < 1e-6, `token ${i}`);
  }
});

test("on-policy the gradient is the policy gradient: -advantage / count, whatever the loss reads", () => {
  const logProbs = tf.tensor1d([-1, -2, -0.5]);
  const advantages = tf.tensor1d([1, -1, 0]);
  const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
    surrogateLoss(
      x as tf.Tensor1D,
      { oldLogProbs: tf.tensor1d([-1, -2, -0.5]), advantages, weights: tf.ones([3]) },
      { clipLow: 0.2, clipHigh: 0.28, normalizer: 3 },
    ),
  )(logProbs);
  assert.ok(Math.abs(value.dataSync()[0]) < 1e-7);
  assert.deepEqual(
    Array.from(grad.dataSync(), (g) => Number(g.toFixed(4)) + 0),
    [-0.3333, 0.3333, 0],
  );
});

test("the likelihood loss divides by its constant", () => {
  assert.equal(likelihoodLoss(tf.tensor1d([-1, -2]), 4).dataSync()[0], 0.75);
});
