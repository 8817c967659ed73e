import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ROLE_NAMES } from "../../src/countdown/index.js";
import { type Adam, globalNorm, selectBackend, tf } from "../../src/kernels/index.js";
import type { Policy } from "../../src/models/index.js";
import { clippedTerms } from "../../src/policy-gradient/index.js";
import { seededRng } from "../../src/random/index.js";
import { sampleResponses, sequencesOf } from "../../src/rollout/index.js";
import { ARMS, type Arm, builtInRule, type TokenRule } from "../../src/token-rules/index.js";
import { positionsInResponse, type ResponseTokens } from "../../src/tokens/index.js";
import { lossGradient, type UpdateBatch, updatePolicy } from "../../src/training/index.js";
import { weighTokens } from "../../src/training/rule-weights.js";
import { tinyPolicy } from "./tiny-policy.js";

before(() => selectBackend());

const TEMPERATURE = 1.3;
const CONFIG = {
  ...{ miniBatches: 1, clipLow: 0.2, clipHigh: 0.28, maxGradNorm: 1e9, temperature: TEMPERATURE },
  normalizer: "selected" as const,
};

type Trained = ResponseTokens & Required<Pick<ResponseTokens, "advantages" | "rewards" | "roles">>;

/** Two responses to each of two prompts, of four tokens, with made-up roles and rewards. */
function sampledBatch(
  policy: Policy,
  { offPolicy = false } = {},
): { prompts: Int32Array[]; columns: Trained } {
  const rng = seededRng(5);
  const { prompts, columns } = sampleResponses(
    policy,
    [
      [24, 23, 22],
      [29, 21],
    ],
    {
      ...{ samplesPerPrompt: 2, maxNewTokens: 4, temperature: TEMPERATURE, rng, eosId: -1 },
    },
  );
  const rewards = Float64Array.of(1, 0, 0.25, 1);
  return {
    prompts: [...prompts],
    columns: {
      ...columns,
      logProbs: offPolicy
        ? columns.logProbs.map((logProb) => logProb + 0.4 * rng.normal())
        : columns.logProbs,
      rewards,
      advantages: Float64Array.from(columns.responses, (r) => rewards[r] - 0.5),
      roles: Uint8Array.from(columns.tokens, (_, t) => t % ROLE_NAMES.length),
    },
  };
}

function step(policy: Policy, rule: TokenRule, own: { entropyOf?: "current" } = {}) {
  const context = {
    ...{ rng: seededRng(1), step: 0, steps: 1, vocabSize: policy.config.vocabSize },
    ...{ temperature: TEMPERATURE, roleNames: ROLE_NAMES },
  };
  return { rule, context, policy, reference: tinyPolicy(2), config: { ...CONFIG, ...own } };
}

const ruleOf = (arm: Arm): TokenRule => builtInRule(arm, { rho: 0.25, rule: "top-k", scope: "batch" });

/** An optimizer that only looks at the gradient. */
function recorder(): Adam & { gradient: Float64Array } {
  return {
    gradient: new Float64Array(0),
    apply(gradients) {
      this.gradient = flat(gradients);
      return 0;
    },
    state: () => ({ step: 0, firstMoments: [], secondMoments: [] }),
    restore() {},
    dispose() {},
  };
}

const flat = (tensors: readonly tf.Tensor[]): Float64Array =>
  Float64Array.from(tensors.flatMap((tensor) => Array.from(tensor.dataSync())));

/** For each token, the gradient of its log-probability in all parameters, one backward pass a token. */
function tokenGradients(policy: Policy, batch: { prompts: Int32Array[]; columns: Trained }): Float64Array[] {
  const sequences = sequencesOf(batch);
  const positions = positionsInResponse(batch.columns);
  return Array.from(positions, (position, t) => {
    const sequence = { ...sequences[batch.columns.responses[t]], selected: Int32Array.of(position) };
    const { gradients } = lossGradient(policy, [sequence], ({ logProbs }) => tf.sum(logProbs), {
      temperature: TEMPERATURE,
    });
    const values = flat(gradients);
    tf.dispose(gradients);
    return values;
  });
}

/** The derivative of the loss in each token's log-probability: the c with sum_t c_t rows[t] = gradient. */
function perToken(rows: readonly Float64Array[], gradient: Float64Array): number[] {
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, i) => sum + x * b[i], 0);
  const system = rows.map((row) => [...rows.map((other) => dot(row, other)), dot(row, gradient)]);
  for (let i = 0; i < rows.length; i++) {
    const pivot = system
      .slice(i)
      .reduce((best, row, k) => (Math.abs(row[i]) > Math.abs(system[best][i]) ? k + i : best), i);
    [system[i], system[pivot]] = [system[pivot], system[i]];
    for (let k = 0; k < rows.length; k++) {
      if (k === i) continue;
      const factor = system[k][i] / system[i][i];
      system[k] = system[k].map((x, j) => x - factor * system[i][j]);
    }
  }
  return system.map((row, i) => row[rows.length] / row[i]);
}

/** What a rule says of a batch: weights, and the factor of grad ln pi that belongs to them. */
function factorsOf(policy: Policy, rule: TokenRule, batch: ReturnType<typeof sampledBatch>) {
  const weighed = weighTokens(step(policy, rule), batch);
  const responses = [...batch.columns.prompts.keys()];
  const factors = weighed.atMiniBatch?.({ ...batch, weights: weighed.weights }, responses) ?? weighed;
  return {
    weighed,
    weights: factors.weights,
    coefficients: "coefficients" in factors ? factors.coefficients : undefined,
  };
}

for (const arm of ARMS) {
  test(`${arm}: on policy exactly the tokens that have weight receive gradient, w A / Z each`, () => {
    const policy = tinyPolicy();
    const batch = sampledBatch(policy);
    const { weighed, weights, coefficients } = factorsOf(policy, ruleOf(arm), batch);
    const adam = recorder();
    updatePolicy(policy, adam, { ...batch, ...weighed }, CONFIG, seededRng(1));
    const found = perToken(tokenGradients(policy, batch), adam.gradient);
    const selected = weights.filter((weight) => weight !== 0).length;
    assert.ok(selected > 0 && weights.length === 16);
    for (const [t, derivative] of found.entries()) {
      const expected = (-weights[t] * (coefficients?.[t] ?? batch.columns.advantages[t])) / selected;
      assert.ok(Math.abs(derivative - expected) < 2e-3, `token ${t}: ${derivative}, wanted ${expected}`);
    }
    policy.dispose();
  });

  test(`${arm}: an update raises what it rewards and lowers what it punishes`, () => {
    const policy = tinyPolicy();
    const batch = sampledBatch(policy);
    const { weighed, weights, coefficients } = factorsOf(policy, ruleOf(arm), batch);
    const before = logProbsOf(policy, batch);
    updatePolicy(policy, plainDescent(policy, 0.05), { ...batch, ...weighed }, CONFIG, seededRng(1));
    const changes = logProbsOf(policy, batch).map((after, t) => after - before[t]);
    const gained = changes.reduce(
      (sum, change, t) => sum + weights[t] * (coefficients?.[t] ?? batch.columns.advantages[t]) * change,
      0,
    );
    assert.ok(gained > 0, `${gained}`);
    for (const sign of [1, -1]) {
      const moved = changes.filter((_, t) => weights[t] > 0 && batch.columns.advantages[t] * sign > 0);
      if (coefficients || moved.length === 0) continue;
      assert.ok(sign * moved.reduce((sum, change) => sum + change, 0) > 0, `${sign}: ${moved}`);
    }
    policy.dispose();
  });
}

for (const arm of ARMS) {
  test(`${arm}: off policy the derivative is w g / Z, of the clipped surrogate where the rule has no g`, () => {
    const policy = tinyPolicy();
    const batch = sampledBatch(policy, { offPolicy: true });
    const { weighed, weights, coefficients } = factorsOf(policy, ruleOf(arm), batch);
    const adam = recorder();
    const { clipFraction } = updatePolicy(policy, adam, { ...batch, ...weighed }, CONFIG, seededRng(1));
    const { columns } = batch;
    const logProbs = logProbsOf(policy, batch);
    const terms = clippedTerms({ ...columns, logProbs, oldLogProbs: columns.logProbs });
    const selected = weights.filter((weight) => weight !== 0).length;
    const found = perToken(tokenGradients(policy, batch), adam.gradient);
    for (const [t, derivative] of found.entries()) {
      const expected = (-weights[t] * (coefficients?.[t] ?? terms.gradients[t])) / selected;
      assert.ok(Math.abs(derivative - expected) < 2e-3, `token ${t}: ${derivative}, wanted ${expected}`);
    }
    const clipped = terms.clipped.filter((_, t) => weights[t] !== 0);
    assert.ok(Math.abs(clipFraction - clipped.reduce((sum, x) => sum + x, 0) / clipped.length) < 1e-9);
    policy.dispose();
  });
}

test("the normalizer is the selected tokens, all tokens, or each response's and then the responses", () => {
  const policy = tinyPolicy();
  const batch = sampledBatch(policy);
  const rows = tokenGradients(policy, batch);
  const weights = Float32Array.of(1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1);
  const derivativesUnder = (normalizer: "selected" | "all" | "responses"): number[] => {
    const adam = recorder();
    updatePolicy(
      policy,
      adam,
      { ...batch, weights: weights.slice() },
      { ...CONFIG, normalizer },
      seededRng(1),
    );
    return perToken(rows, adam.gradient);
  };
  const shares = {
    selected: Array(4).fill(1 / 5),
    all: Array(4).fill(1 / 16),
    responses: [1 / 3, 1 / 9, 0, 1 / 3],
  };
  for (const normalizer of ["selected", "all", "responses"] as const) {
    for (const [t, derivative] of derivativesUnder(normalizer).entries()) {
      const share = shares[normalizer][batch.columns.responses[t]];
      const expected = -weights[t] * batch.columns.advantages[t] * share;
      assert.ok(
        Math.abs(derivative - expected) < 2e-3,
        `${normalizer}, token ${t}: ${derivative}, ${expected}`,
      );
    }
  }
  policy.dispose();
});

/** Log-probabilities of the batch's tokens under a policy, by teacher forcing. */
function logProbsOf(policy: Policy, batch: Pick<UpdateBatch, "prompts" | "columns">): Float32Array {
  const { logProbs } = lossGradient(
    policy,
    sequencesOf(batch).map((sequence) => ({
      ...sequence,
      selected: Int32Array.from({ length: sequence.response.length }, (_, t) => t),
    })),
    (selected) => tf.sum(selected.logProbs),
    { temperature: TEMPERATURE },
  );
  return Float32Array.from(logProbs.flatMap((values) => Array.from(values)));
}

/** Steps along minus the gradient. */
function plainDescent(policy: Policy, rate: number): Adam {
  return {
    ...recorder(),
    apply(gradients) {
      for (const [i, variable] of policy.variables().entries())
        tf.tidy(() => variable.assign(tf.sub(variable, tf.mul(gradients[i], rate))));
      return rate * globalNorm(gradients);
    },
  };
}
