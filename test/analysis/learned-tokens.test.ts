import assert from "node:assert/strict";
import { before, test } from "node:test";
import { gradientShares } from "../../src/analysis/gradient-shares.js";
import type { ReadTwice } from "../../src/analysis/index.js";
import { entropyShift, learnedTokens, readTwice } from "../../src/analysis/learned-tokens.js";
import { createAdam, selectBackend, tf } from "../../src/kernels/index.js";
import { loadPolicy } from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";
import { sampleResponses, sequencesOf, wholeSequence } from "../../src/rollout/index.js";
import { lossGradient } from "../../src/training/index.js";
import { likelihoodLoss } from "../../src/training/surrogate-loss.js";

const FOLDER = "test/models/fixtures/families/llama-own-head";
before(() => selectBackend({ force: "wasm" }));

/** Two responses, 7 8 9 and 8 7, by hand. */
const READ: ReadTwice = {
  columns: {
    tokens: Int32Array.of(7, 8, 9, 8, 7),
    starts: Int32Array.of(0, 3, 5),
    responses: Int32Array.of(0, 0, 0, 1, 1),
  },
  before: {
    logProbs: Float32Array.of(-1, -2, -3, -4, -0.5),
    entropies: Float32Array.of(0.5, 1, 2, 3, 0.25),
  },
  after: {
    logProbs: Float32Array.of(-1.5, -1, -1, -1, -0.25),
    entropies: Float32Array.of(0.25, 0.5, 2.5, 2, 0.5),
  },
};

test("tokens are ordered by what they gained in all, with how surprising, uncertain and late they were", () => {
  const [first, second, last] = learnedTokens(READ);
  assert.deepEqual(first, { token: 8, count: 2, gained: 4, surprise: 3, entropy: 2, position: 0.5 });
  assert.deepEqual(second, { token: 9, count: 1, gained: 2, surprise: 3, entropy: 2, position: 2 });
  assert.deepEqual(last, {
    token: 7,
    count: 2,
    gained: -0.25,
    surprise: 0.75,
    entropy: 0.375,
    position: 0.5,
  });
  assert.deepEqual(learnedTokens(READ, { count: 1, order: "fallen" }), [last]);
});

test("overlap, change of entropy and gain by percentile of the entropy before", () => {
  const { overlap, change, gained } = entropyShift(READ, { rho: 0.4, bins: 5 });
  assert.equal(overlap, 1);
  assert.deepEqual(
    change.map(({ meanChange }) => meanChange),
    [0.25, -0.25, -0.5, 0.5, -1],
  );
  assert.deepEqual(gained, [0.25, -0.5, 1, 2, 3]);
});

test("a model that was taught a token has learned that token", () => {
  const [base, taught] = [loadPolicy(FOLDER), loadPolicy(FOLDER)];
  const prompts = [
    [3, 1, 4],
    [1, 5],
  ];
  const options = { samplesPerPrompt: 12, maxNewTokens: 10, rng: seededRng(4), eosId: -1 };
  const sampled = sampleResponses(base, prompts, options);
  const { columns } = sampled;
  const untaught = learnedTokens(readTwice(base, base, sampled), { count: 64 });
  assert.ok(untaught.every(({ gained }) => gained === 0));
  const { token: taughtToken } = untaught.reduce((most, one) => (one.count > most.count ? one : most));
  const sequences = sequencesOf(sampled).map((sequence) => {
    const { response } = sequence;
    const whole = wholeSequence(sequence);
    return { ...whole, selected: whole.selected.filter((position) => response[position] === taughtToken) };
  });
  const adam = createAdam(taught.variables(), { learningRate: 0.01 });
  for (let step = 0; step < 3; step++) {
    const { gradients } = lossGradient(taught, sequences, ({ logProbs }) => likelihoodLoss(logProbs, 1));
    adam.apply(gradients);
    tf.dispose(gradients);
  }
  const read = readTwice(base, taught, sampled);
  assert.equal(learnedTokens(read)[0].token, taughtToken);
  for (const [t, logProb] of read.before.logProbs.entries())
    assert.ok(Math.abs(logProb - columns.logProbs[t]) < 1e-4);
  for (const policy of [base, taught]) policy.dispose();
});

test("bins share the gradient: parts add up to 1, and two of them obey the law of cosines", () => {
  const policy = loadPolicy(FOLDER);
  const options = { samplesPerPrompt: 4, maxNewTokens: 8, rng: seededRng(4), eosId: -1 };
  const sampled = sampleResponses(policy, [[3, 1, 4]], options);
  const rng = seededRng(5);
  const advantages = Float64Array.from(sampled.columns.tokens, () => rng.normal());
  const held = tf.memory().numTensors;
  const [low, high] = gradientShares(policy, { ...sampled, advantages }, { bins: 2 });
  assert.equal(tf.memory().numTensors, held);
  assert.deepEqual([low.tokens, high.tokens, low.toPercent, high.fromPercent], [16, 16, 50, 50]);
  assert.ok(Math.abs(low.share - (1 + low.length ** 2 - high.length ** 2) / 2) < 1e-4);
  const five = gradientShares(policy, { ...sampled, advantages });
  assert.equal(five.length, 5);
  assert.ok(Math.abs(five.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-4);
  const ofOne = sampled.columns.tokens.map(() => 0);
  assert.throws(
    () => gradientShares(policy, { ...sampled, advantages: ofOne }),
    /the gradient of all tokens has the length 0; wanted one above 0/,
  );
  policy.dispose();
});
