import assert from "node:assert/strict";
import { before, test } from "node:test";
import { selectBackend } from "../../src/kernels/index.js";
import { loadPolicy } from "../../src/models/index.js";
import type { RuleTokens, TokenRule } from "../../src/token-rules/index.js";
import { type RlvrConfig, rlvrConfig, rlvrOptimizer, rlvrStep } from "../../src/training/index.js";

before(() => selectBackend());

/** One step from the smallest base model: its metrics, the weights it leaves, and what a rule was shown. */
function stepWith(own: Partial<RlvrConfig>, ownRule?: TokenRule) {
  const config = rlvrConfig({
    ...{ base: "data/models/S", seed: 3, prompts: 4, samples: 6, temperature: 1.2, learningRate: 2e-3 },
    ...own,
  });
  const policy = loadPolicy(config.base);
  const adam = rlvrOptimizer(policy, config);
  const shown: RuleTokens[] = [];
  const rule: TokenRule = {
    ...{ name: "mean", label: "above the mean", parameters: {} },
    weights(tokens) {
      shown.push(tokens);
      const mean = tokens.entropies.reduce((sum, entropy) => sum + entropy, 0) / tokens.entropies.length;
      return tokens.entropies.map((entropy) => (entropy > mean ? 1 : 0));
    },
  };
  const { rolloutSeconds, updateSeconds, ...metrics } = rlvrStep(policy, adam, config, 0, {
    rule: ownRule ?? rule,
  });
  const weights = policy.variables().flatMap((variable) => Array.from(variable.dataSync()));
  adam.dispose();
  policy.dispose();
  return { metrics, weights, shown };
}

const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  assert.equal(a.length, b.length);
  return Array.from(a).reduce((max, x, i) => Math.max(max, Math.abs(x - b[i])), 0);
};

test("at one mini-batch the sampler's entropies and the current policy's are the same, and so is the step", () => {
  const [rollout, current] = [
    stepWith({ miniBatches: 1 }),
    stepWith({ miniBatches: 1, entropyOf: "current" }),
  ];
  assert.equal(rollout.metrics.keptFraction, current.metrics.keptFraction);
  assert.ok(rollout.metrics.keptFraction > 0.05 && rollout.metrics.keptFraction < 0.5);
  assert.ok(Math.abs(rollout.metrics.gradNorm - current.metrics.gradNorm) < 1e-3 * rollout.metrics.gradNorm);
  assert.ok(Math.abs(rollout.metrics.maskReal! - current.metrics.maskReal!) < 1e-12);
  assert.ok(largest(rollout.weights, current.weights) < 1e-4);
});

test("at the second mini-batch the current policy's differ, the sampler's log-probabilities stay", () => {
  const { shown } = stepWith({ miniBatches: 2, entropyOf: "current" });
  assert.equal(shown.length, 2);
  const [first, second] = shown;
  assert.ok(largest(first.logProbs, first.oldLogProbs) < 1e-4);
  assert.ok(largest(second.logProbs, second.oldLogProbs) > 1e-3);
  const sampled = stepWith({ miniBatches: 2 }).shown[0];
  assert.equal(sampled.tokens.length, first.tokens.length + second.tokens.length);
});

test("the sampler's distribution is kept for the second mini-batch; with one it is the current one itself", () => {
  const shown = (miniBatches: number): RuleTokens[] => {
    const seen: RuleTokens[] = [];
    const rule: TokenRule = {
      ...{ name: "looks", label: "looks", parameters: {}, needs: ["distribution", "oldDistribution"] },
      weights: ({ tokens }) => new Float32Array(tokens.length).fill(1),
      coefficients(tokens) {
        seen.push(tokens);
        return tokens.advantages;
      },
    };
    stepWith({ miniBatches }, rule);
    return seen;
  };
  const [only] = shown(1);
  assert.equal(only.oldDistribution, only.distribution);
  const parts = shown(2);
  assert.equal(parts.length, 2);
  for (const { tokens, logProbs, oldLogProbs, distribution, oldDistribution } of parts) {
    const width = distribution!.length / tokens.length;
    const sampledFrom = (rows: Float32Array) => Float64Array.from(tokens, (id, t) => rows[t * width + id]);
    assert.ok(largest(sampledFrom(distribution!), logProbs.map(Math.exp)) < 1e-4);
    assert.ok(largest(sampledFrom(oldDistribution!), oldLogProbs.map(Math.exp)) < 1e-4);
  }
  assert.ok(largest(parts[1].distribution!, parts[1].oldDistribution!) > 1e-3);
});
