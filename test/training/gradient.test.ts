import assert from "node:assert/strict";
import { before, test } from "node:test";
import { demonstrate, promptTokens, sampleProblem } from "../../src/countdown/index.js";
import { selectBackend, tf } from "../../src/kernels/index.js";
import { type Rng, seededRng } from "../../src/random/index.js";
import type { SelectedSequence } from "../../src/rollout/index.js";
import { lossGradient } from "../../src/training/index.js";
import { likelihoodLoss } from "../../src/training/surrogate-loss.js";
import { tinyPolicy } from "./tiny-policy.js";

before(() => selectBackend());

function sequences(count: number, keep: (position: number, rng: Rng) => boolean): SelectedSequence[] {
  const rng = seededRng(5);
  return Array.from({ length: count }, () => {
    const problem = sampleProblem(rng);
    const response = Int32Array.from(demonstrate(problem, rng));
    const selected = Int32Array.from(response.keys()).filter((position) => keep(position, rng));
    return { prompt: promptTokens(problem), response, selected };
  });
}

const gradientOf = (
  policy: ReturnType<typeof tinyPolicy>,
  batch: SelectedSequence[],
  microBatchTokens?: number,
) => lossGradient(policy, batch, ({ logProbs }) => likelihoodLoss(logProbs, 100), { microBatchTokens });

function largestDifference(a: readonly tf.Tensor[], b: readonly tf.Tensor[]): number {
  return Math.max(...a.map((tensor, i) => tf.tidy(() => tf.max(tf.abs(tf.sub(tensor, b[i]))).dataSync()[0])));
}

test("micro-batches add up to the gradient of the whole batch", () => {
  const policy = tinyPolicy();
  const batch = sequences(13, () => true);
  const whole = gradientOf(policy, batch, 1e9);
  const parts = gradientOf(policy, batch, 150);
  assert.ok(Math.abs(whole.loss - parts.loss) < 1e-4 * whole.loss);
  assert.ok(largestDifference(whole.gradients, parts.gradients) < 2e-5);
  const flat = (values: Float32Array[]): number[] => values.flatMap((row) => Array.from(row));
  const [a, b] = [flat(whole.logProbs), flat(parts.logProbs)];
  assert.ok(a.every((value, i) => Math.abs(value - b[i]) < 1e-4));
});

test("leaving out what is not selected changes nothing", () => {
  const policy = tinyPolicy();
  const sparse = sequences(9, (position, rng) => position < 12 && rng.uniform() < 0.2);
  sparse[3].selected = new Int32Array(0);
  const pruned = gradientOf(policy, sparse);
  const full = lossGradient(
    policy,
    sparse.map((sequence) => ({
      ...sequence,
      selected: Int32Array.from({ length: sequence.response.length }, (_, t) => t),
    })),
    ({ logProbs, sequences: indices }) => {
      const weights = Array.from(indices, (index) =>
        Array.from(sparse[index].response, (_, t) => (sparse[index].selected.includes(t) ? 1 : 0)),
      ).flat();
      return likelihoodLoss(tf.mul(logProbs, tf.tensor1d(weights)) as tf.Tensor1D, 100);
    },
  );
  assert.ok(Math.abs(pruned.loss - full.loss) < 1e-5);
  assert.ok(largestDifference(pruned.gradients, full.gradients) < 1e-5);
  assert.equal(pruned.logProbs[3].length, 0);
});

function unitVector(size: number, rng: Rng): Float32Array {
  const values = Float32Array.from({ length: size }, () => rng.normal());
  return values.map((value) => value / Math.hypot(...values));
}

test("the gradient is the finite difference of the loss", () => {
  const policy = tinyPolicy();
  const batch = sequences(3, (position) => position % 2 === 0);
  const { gradients } = gradientOf(policy, batch);
  const rng = seededRng(9);
  policy.variables().forEach((variable, v) => {
    const values = Float32Array.from(variable.dataSync());
    const direction = unitVector(values.length, rng);
    const lossAt = (epsilon: number): number => {
      variable.assign(
        tf.tensor(
          values.map((value, i) => value + epsilon * direction[i]),
          variable.shape,
        ),
      );
      return gradientOf(policy, batch).loss;
    };
    const epsilon = 1e-2;
    const difference = (lossAt(epsilon) - lossAt(-epsilon)) / (2 * epsilon);
    variable.assign(tf.tensor(values, variable.shape));
    const analytic = Array.from(gradients[v].dataSync()).reduce((sum, g, i) => sum + g * direction[i], 0);
    assert.ok(
      Math.abs(difference - analytic) < 0.03 * Math.abs(analytic) + 2e-4,
      `${variable.name}: ${difference} against ${analytic}`,
    );
  });
});

test("with nothing selected the gradient is zero, and no tensor is left behind", () => {
  const policy = tinyPolicy();
  const before = tf.memory().numTensors;
  const { loss, gradients } = gradientOf(
    policy,
    sequences(4, () => false),
  );
  assert.equal(loss, 0);
  assert.equal(
    largestDifference(
      gradients,
      gradients.map((g) => tf.zerosLike(g)),
    ),
    0,
  );
  tf.dispose(gradients);
  const more = gradientOf(
    policy,
    sequences(4, () => true),
  );
  tf.dispose(more.gradients);
  assert.ok(tf.memory().numTensors - before <= gradients.length);
});
