import assert from "node:assert/strict";
import { before, test } from "node:test";
import { selectBackend, tf } from "../../src/kernels/index.js";
import { seededRng } from "../../src/random/index.js";
import { createCritic, explainedVariance } from "../../src/training/index.js";
import { tinyPolicy } from "./tiny-policy.js";

before(() => selectBackend());

const config = { criticLearningRate: 1e-2, criticMiniBatches: 4 };

/** Responses of three tokens, 20 to 29 each; the reward is 1 where the second is 25 or more, whatever the others are. */
function coinResponses(count: number, seed: number) {
  const rng = seededRng(seed);
  const responses = Array.from({ length: count }, () => ({
    prompt: Int32Array.of(30 + rng.integer(10), 2),
    response: Int32Array.from({ length: 3 }, () => 20 + rng.integer(10)),
  }));
  return { responses, rewards: responses.map(({ response }) => Number(response[1] >= 25)) };
}

test("V is the expected reward of the state, Q that after the token: both are learned where the reward is decided", () => {
  const policy = tinyPolicy();
  const critic = createCritic(policy, config);
  const rng = seededRng(3);
  for (let batch = 0; batch < 60; batch++) {
    const { responses, rewards } = coinResponses(64, 100 + batch);
    critic.fit(responses, rewards, rng);
  }
  const { responses, rewards } = coinResponses(200, 7);
  const values = critic.values(responses);
  const error = (of: (row: number) => number): number =>
    Math.sqrt(responses.reduce((sum, _, row) => sum + of(row) ** 2, 0) / responses.length);
  // before the second token: a coin, whatever stood before; its Q and every later V know the reward
  for (const t of [0, 1]) assert.ok(error((row) => values[row].v[t] - 0.5) < 0.1, `V(s_${t})`);
  assert.ok(error((row) => values[row].q[0] - 0.5) < 0.15, "Q(s_0, a_0)");
  assert.ok(error((row) => values[row].q[1] - rewards[row]) < 0.15, "Q(s_1, a_1)");
  assert.ok(error((row) => values[row].v[2] - rewards[row]) < 0.15, "V(s_2)");
  critic.dispose();
});

test("a critic starts at V = Q = 0, leaves the policy as it was and no tensor behind", () => {
  const policy = tinyPolicy();
  const weights = policy.variables().map((variable) => Array.from(variable.dataSync()));
  const before = tf.memory().numTensors;
  const critic = createCritic(policy, config);
  const { responses, rewards } = coinResponses(8, 1);
  for (const { v, q } of critic.values(responses)) assert.deepEqual([...v, ...q], [0, 0, 0, 0, 0, 0]);
  critic.fit(responses, rewards, seededRng(1));
  assert.ok(critic.values(responses).every(({ v }) => v.some((value) => value !== 0)));
  critic.dispose();
  assert.equal(tf.memory().numTensors, before);
  assert.deepEqual(
    policy.variables().map((variable) => Array.from(variable.dataSync())),
    weights,
  );
});

test("values do not depend on which responses they are asked for together", () => {
  const critic = createCritic(tinyPolicy(), config);
  const { responses, rewards } = coinResponses(16, 2);
  responses[3].response = responses[3].response.subarray(0, 1);
  critic.fit(responses, rewards, seededRng(1));
  const together = critic.values(responses);
  responses.forEach((response, row) => {
    const [{ v, q }] = critic.values([response]);
    assert.equal(v.length, response.response.length);
    for (let t = 0; t < v.length; t++) {
      assert.ok(Math.abs(v[t] - together[row].v[t]) < 1e-5);
      assert.ok(Math.abs(q[t] - together[row].q[t]) < 1e-5);
    }
  });
});

test("a restored critic goes on bit by bit", () => {
  const { responses, rewards } = coinResponses(16, 4);
  const [a, b] = [createCritic(tinyPolicy(1), config), createCritic(tinyPolicy(2), config)];
  a.fit(responses, rewards, seededRng(1));
  b.restore(a.state());
  for (const critic of [a, b]) critic.fit(responses, rewards, seededRng(2));
  assert.deepEqual(b.values(responses), a.values(responses));
  assert.deepEqual(b.state(), a.state());
});

test("explained variance: worked by hand", () => {
  // rewards 1 and 0 over 3 and 1 tokens: mean 3/4, squared deviations 3/16 + 9/16 = 3/4
  const rewards = [1, 0];
  assert.equal(explainedVariance([[1, 1, 1], [0]], rewards), 1);
  assert.equal(explainedVariance([[0.75, 0.75, 0.75], [0.75]], rewards), 0);
  assert.equal(explainedVariance([[0.5, 1, 1], [0.5]], rewards), 1 - 0.5 / 0.75);
  assert.equal(explainedVariance([[0, 0, 0], [0]], rewards), 1 - 3 / 0.75);
  assert.equal(explainedVariance([[1], [0]], [1, 1]), null);
});
