import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
  drawnTokenGradients,
  entropyStep,
  forcedEntropies,
  type GradientToken,
  meanOverProblems,
  measuredRollouts,
  pairedDifference,
  splitDecoding,
} from "../../src/analysis/index.js";
import { squaredTokenGradients } from "../../src/analysis/token-gradients.js";
import { MAX_RESPONSE_TOKENS, problemsOf, ROLE, verify } from "../../src/countdown/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { loadPolicy, type Policy } from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";
import { sequencesOf } from "../../src/rollout/index.js";

const problems = problemsOf("validation")
  .slice(0, 6)
  .map(({ problem }) => problem);
const sampling = { samplesPerPrompt: 2, maxNewTokens: MAX_RESPONSE_TOKENS };
let policy: Policy;

before(async () => {
  await selectBackend();
  policy = loadPolicy("data/models/M");
});

test("a policy that is forced on its own responses has the entropies it sampled with", () => {
  const rollouts = measuredRollouts(policy, problems, { ...sampling, rng: seededRng(1) });
  const texts = sequencesOf(rollouts);
  assert.equal(texts.length, 12);
  assert.deepEqual(
    rollouts.columns.roles.subarray(0, rollouts.columns.starts[1]),
    verify(problems[0], texts[0].response).roles,
  );
  const forced = forcedEntropies(policy, texts);
  assert.equal(forced.length, rollouts.columns.entropies.length);
  for (const [i, entropy] of forced.entries())
    assert.ok(Math.abs(entropy - rollouts.columns.entropies[i]) < 1e-3);
});

test("without training in between nothing changes, and the covariance is the mean over roles", () => {
  const rollouts = measuredRollouts(policy, problems, {
    ...sampling,
    samplesPerPrompt: 4,
    rng: seededRng(2),
  });
  const { covariance, nextChange, roles } = entropyStep(rollouts, policy);
  assert.ok(Math.abs(nextChange) < 1e-4);
  const weighted = roles.reduce((sum, role) => sum + role.tokens * role.covariance, 0);
  assert.ok(Math.abs(weighted / rollouts.columns.tokens.length - covariance) < 1e-9);
});

test("split decoding at zero is greedy: every sample of a problem is alike, by entropy as by role", () => {
  for (const threshold of [0.64, "real forks"] as const) {
    const { accuracy, valid } = splitDecoding(policy, problems, { high: 0, low: 0, threshold, samples: 3 });
    for (const score of [...accuracy, ...valid]) assert.ok(score < 1e-9 || score > 1 - 1e-9);
  }
});

test("at one temperature the split does not matter", () => {
  const byEntropy = splitDecoding(policy, problems, { high: 1, low: 1, threshold: 0.64, seed: 3 });
  const byRole = splitDecoding(policy, problems, { high: 1, low: 1, threshold: "real forks", seed: 3 });
  assert.deepEqual(byEntropy.accuracy, byRole.accuracy);
});

test("intervals over problems hold the mean, and a paired difference with itself is zero", () => {
  const scores = Float64Array.of(0, 0.5, 1, 1, 0.5, 0);
  const { estimate, low, high } = meanOverProblems(scores);
  assert.ok(estimate === 0.5 && low < 0.5 && high > 0.5);
  assert.deepEqual(pairedDifference(scores, scores), { estimate: 0, low: 0, high: 0 });
});

test("squared token gradients scale with the squared advantage, and a determined token has next to none", () => {
  const rollouts = measuredRollouts(policy, problems, { ...sampling, rng: seededRng(4) });
  const [sequence] = sequencesOf(rollouts);
  const { roles } = verify(problems[0], sequence.response);
  const token = (role: number, advantage: number): GradientToken => ({
    sequence,
    position: roles.indexOf(role),
    advantage,
  });
  const [one, two, none, determined] = squaredTokenGradients(policy, [
    token(ROLE.real, 1),
    token(ROLE.real, -2),
    token(ROLE.real, 0),
    token(ROLE.determined, 1),
  ]);
  assert.ok(one > 0 && Math.abs(two / one - 4) < 1e-4);
  assert.equal(none, 0);
  assert.ok(determined < 0.05 * one);
});

test("gradients are drawn from answers with an advantage, each token with its role, entropy and problem", () => {
  const rollouts = measuredRollouts(policy, problems, {
    ...sampling,
    samplesPerPrompt: 4,
    rng: seededRng(3),
  });
  const drawn = drawnTokenGradients(policy, rollouts, { rng: seededRng(5), count: 12 });
  assert.equal(drawn.squared.length, 12);
  const { columns } = rollouts;
  for (let i = 0; i < 12; i++) {
    const rewards = columns.rewards.filter((_, r) => columns.prompts[r] === drawn.problems[i]);
    assert.ok(new Set(rewards).size > 1, "a group without spread has no advantage");
    const found = [...columns.tokens.keys()].some(
      (t) =>
        columns.entropies[t] === drawn.entropies[i] &&
        columns.roles[t] === drawn.roles[i] &&
        columns.prompts[columns.responses[t]] === drawn.problems[i],
    );
    assert.ok(found && drawn.squared[i] >= 0);
  }
});
