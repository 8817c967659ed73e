import assert from "node:assert/strict";
import { test } from "node:test";
import { ROLE_NAMES, TOKEN } from "../../src/countdown/index.js";
import {
  type Arm,
  builtInRule,
  type CoefficientContext,
  type RuleParameters,
  type RuleTokens,
  tokenCoefficients,
  tokenWeights,
} from "../../src/token-rules/index.js";
import { entropyPolarities } from "../../src/token-rules/rules/entropy-change.js";
import { divergenceFromGroup } from "../../src/token-rules/rules/group-divergence.js";
import { relativeSurprise } from "../../src/token-rules/rules/surprise-band.js";
import { responseColumns } from "../../src/tokens/index.js";
import { goldenTokens, ruleContext, VOCAB_SIZE } from "./golden-tokens.js";

const rule = (arm: Arm, own: RuleParameters = {}, rho = 1 / 3) =>
  builtInRule(arm, { rho, rule: "top-k", scope: "batch" }, own);

const weights = (
  arm: Arm,
  {
    own,
    tokens = goldenTokens(),
    context,
  }: { own?: RuleParameters; tokens?: RuleTokens; context?: Partial<CoefficientContext> } = {},
): number[] => Array.from(tokenWeights(rule(arm, own), tokens, ruleContext(context)));

const coefficients = (arm: Arm, tokens: RuleTokens, own?: RuleParameters): number[] => {
  const { coefficients: of, ...rest } = rule(arm, own);
  if (!of) throw new Error(`${arm} has no coefficients`);
  return Array.from(tokenCoefficients({ ...rest, coefficients: of }, tokens, ruleContext()));
};

function near(actual: ArrayLike<number>, expected: readonly number[], tolerance = 6e-5): void {
  assert.equal(actual.length, expected.length);
  for (const [t, value] of expected.entries())
    assert.ok(Math.abs(actual[t] - value) <= tolerance, `token ${t}: ${actual[t]}, wanted ${value}`);
}

// Worked by hand from the distributions in golden-tokens.ts, to four digits.

test("top entropy: exact share, quantile and scope give three masks", () => {
  const top = (selection: { rule: "top-k" | "quantile"; scope: "batch" | "response" }) =>
    Array.from(tokenWeights(builtInRule("top", { rho: 1 / 3, ...selection }), goldenTokens(), ruleContext()));
  assert.deepEqual(top({ rule: "top-k", scope: "batch" }), [1, 0, 0, 0, 0, 1]);
  assert.deepEqual(top({ rule: "quantile", scope: "batch" }), [1, 0, 0, 1, 0, 1]);
  assert.deepEqual(top({ rule: "top-k", scope: "response" }), [1, 0, 0, 0, 0, 1]);
});

test("weights by probability and by rarity are mirror images", () => {
  near(weights("probability-weighted"), [0.95, 0.91, 0.9999, 0.95, 0.99, 0.925]);
  near(weights("rarity-weighted"), [1.1, 1.18, 1.0002, 1.1, 1.02, 1.15]);
});

test("entropy-shaped advantage", () => {
  near(weights("entropy-advantage"), [1.2773, 1.13, 1.0032, 0.7227, 0.87, 0.5]);
});

test("without an advantage the entropy-shaped advantage stays 0", () => {
  const tokens = { ...goldenTokens(), advantages: new Float64Array(6) };
  assert.deepEqual(weights("entropy-advantage", { tokens }), [1, 1, 1, 1, 1, 1]);
});

test("relative surprise and its band", () => {
  const { logProbs, entropies } = goldenTokens();
  near(relativeSurprise(logProbs, entropies), [1, 7.083, 0.1266, 1, 0.3241, 1], 1e-3);
  assert.deepEqual(Array.from(relativeSurprise([0], [0])), [0]);
  assert.deepEqual(weights("rsi"), [1, 0, 1, 1, 1, 1]);
  assert.deepEqual(weights("rsi", { own: { low: 0.5, high: 2 } }), [1, 0, 0, 1, 0, 1]);
});

test("Gaussian covariance", () => {
  near(weights("gaussian-covariance"), [1.4329, 0.2628, 0.7911, 1.4329, 0.9105, 1.1698], 1e-4);
});

test("Clip-Cov drops one of the tokens between its bounds, drawn by the run's stream", () => {
  assert.deepEqual(weights("clip-cov", { own: { low: 0.6, high: 5 } }), [1, 1, 0, 1, 1, 1]);
  assert.deepEqual(weights("clip-cov", { own: { low: 0.5, high: 5, share: 0.34 } }), [1, 1, 0, 1, 1, 0]);
  assert.deepEqual(weights("clip-cov"), [1, 1, 1, 1, 1, 1]);
});

test("KL-Cov is all tokens on policy, and pulls back the token of largest covariance off policy", () => {
  near(coefficients("kl-cov", goldenTokens()), [1, 1, 1, -1, -1, -1]);
  near(coefficients("kl-cov", goldenTokens([0, 0, 0.1, 0, 0, 0])), [1, 1, Math.exp(0.1) - 1, -1, -1, -1]);
});

test("STEER weighs by the predicted change of entropy", () => {
  near(weights("steer"), [1, 0.8, 1, 1, 0.9972, 1]);
});

test("entropy polarity, and the weight of contracting tokens", () => {
  near(entropyPolarities(goldenTokens()), [0, 0.356, 0, 0, 0.0396, 0], 1e-4);
  const reversed = goldenTokens();
  const tokens = { ...reversed, advantages: reversed.advantages.map((a) => -a) };
  const contracted = weights("polarity", { tokens });
  assert.equal(Math.fround(0.8), contracted[1]);
  assert.equal(Math.fround(0.8), contracted[4]);
});

test("polarity is the derivative of entropy along the logit step that raises the sampled token", () => {
  const entropyOf = (logits: number[]): number => {
    const sum = logits.reduce((total, z) => total + Math.exp(z), 0);
    return -logits.reduce((total, z) => total + (Math.exp(z) / sum) * (z - Math.log(sum)), 0);
  };
  const p = [0.9, 0.1];
  const step = (eta: number): number =>
    entropyOf(p.map((x, a) => Math.log(x) + eta * ((a === 1 ? 1 : 0) - x)));
  const slope = (step(1e-5) - step(-1e-5)) / 2e-5;
  assert.ok(Math.abs(slope - entropyPolarities(goldenTokens())[1]) < 1e-4);
});

test("group divergence: 0 where the group's distributions agree, by hand where they part", () => {
  near(divergenceFromGroup(goldenTokens(), VOCAB_SIZE), [0, 0, 0.1494, 0, 0, 0.0732]);
});

test("ICT and GSPO take the mean within each response first, and Clip-Cov divides by all tokens", () => {
  const kept = weights("group-divergence", { own: { share: 1 / 3 } });
  assert.deepEqual(kept, [0, 0, 1, 0, 0, 1]);
  const normalizers = (["group-divergence", "gspo", "sapo", "clip-cov", "top"] as const).map(
    (arm) => rule(arm).normalizer,
  );
  assert.deepEqual(normalizers, ["responses", "responses", "responses", "all", undefined]);
});

test("STAPO drops rewarded, rare, certain tokens alone", () => {
  assert.deepEqual(weights("stapo", { own: { probability: 0.2, entropyQuantile: 0.8 } }), [1, 0, 1, 1, 1, 1]);
  assert.deepEqual(weights("stapo", { own: { probability: 0.2, entropyQuantile: 0.2 } }), [1, 1, 1, 1, 1, 1]);
  assert.deepEqual(weights("stapo"), [1, 1, 1, 1, 1, 1]);
});

test("A3PO doubles rare rewarded and sure punished tokens, less and less", () => {
  assert.deepEqual(weights("a3po"), [1, 2, 1, 1, 2, 1]);
  near(weights("a3po", { context: { step: 50 } }), [1, 1.5, 1, 1, 1.5, 1]);
  assert.deepEqual(weights("a3po", { context: { step: 100 } }), [1, 1, 1, 1, 1, 1]);
});

test("gradient magnitude ranks |H r A| and leaves out what the clip cuts", () => {
  assert.deepEqual(weights("gradient-magnitude"), [1, 0, 0, 0, 0, 1]);
  assert.deepEqual(
    weights("gradient-magnitude", { tokens: goldenTokens([1, 0, 0, 0, 0, 0]) }),
    [0, 0, 0, 1, 0, 1],
  );
});

test("Lp-Reg lifts the rarest punished token above its noise floor by 1 / mass - 1", () => {
  const own = { share: 0.01, floor: 0.5, beta: 1 };
  near(coefficients("lp-reg", goldenTokens(), own), [1, 1, 1, -1, -1, -1]);
  const tokens = goldenTokens();
  // The last token becomes the rarest of the punished ones, with 0.3 of the mass below the floor of 0.3 max p.
  tokens.distribution!.set([0.4, 0.3, 0.2, 0.1], 5 * VOCAB_SIZE);
  tokens.tokens[5] = 2;
  tokens.logProbs[5] = Math.log(0.2);
  tokens.oldLogProbs[5] = Math.log(0.2);
  near(coefficients("lp-reg", tokens, { ...own, floor: 0.3 }), [1, 1, 1, -1, -1, -1 + (1 / 0.9 - 1)]);
});

test("on policy every ratio rule is REINFORCE", () => {
  for (const arm of ["cispo", "dppo", "sapo"] as const)
    near(coefficients(arm, goldenTokens()), [1, 1, 1, -1, -1, -1]);
  near(coefficients("gspo", goldenTokens()), [1, 1, 1, -1, -1, -1]);
});

test("on policy CISPO, DPPO and KL-Cov are all tokens, and SAPO is GSPO", () => {
  const factors = (arm: Arm): number[] => {
    const tokens = goldenTokens();
    const of = rule(arm).coefficients ? coefficients(arm, tokens) : Array.from(tokens.advantages);
    return weights(arm, { tokens }).map((weight, t) => weight * of[t]);
  };
  for (const arm of ["cispo", "dppo", "kl-cov"] as const) {
    near(factors(arm), factors("all"));
    assert.notEqual(rule(arm).normalizer, "responses");
  }
  near(factors("sapo"), factors("gspo"));
  assert.equal(rule("sapo").normalizer, rule("gspo").normalizer);
});

test("off policy each ratio rule does its own", () => {
  const tokens = goldenTokens([0.5, -0.5, 0, 0.5, -0.5, 0]);
  const [up, down] = [Math.exp(0.5), Math.exp(-0.5)];
  near(coefficients("cispo", tokens), [1.2, down, 1, -1.2, -down, -1]);
  // p moves by 0.5 - 0.5 / e^0.5 = 0.197 > 0.15 up at token 0; down by 0.583 at token 4, punished.
  near(coefficients("dppo", tokens), [0, down, 1, -up, 0, -1]);
  const gate = (x: number): number => (4 * Math.exp(-x)) / (1 + Math.exp(-x)) ** 2;
  near(coefficients("sapo", tokens), [
    ...[gate(up - 1) * up, gate(down - 1) * down, 1],
    ...[-gate(1.05 * (up - 1)) * up, -gate(1.05 * (down - 1)) * down, -1],
  ]);
  // Log-ratios cancel within each response.
  near(coefficients("gspo", tokens), [1, 1, 1, -1, -1, -1]);
  near(coefficients("gspo", goldenTokens([0.3, 0, 0, 0, 0, 0])), [0, 0, 0, -1, -1, -1]);
});

test("the entropy bonus is in the mean the gradient of entropy, by finite differences", () => {
  const softmax = (logits: readonly number[]): number[] => {
    const total = logits.reduce((sum, z) => sum + Math.exp(z), 0);
    return logits.map((z) => Math.exp(z) / total);
  };
  const entropyOf = (logits: readonly number[]): number =>
    -softmax(logits).reduce((sum, p) => sum + p * Math.log(p), 0);
  const logits = [0.3, -1.2, 2];
  const p = softmax(logits);
  const columns = responseColumns(
    p.map((one) => ({ tokens: [0], logProbs: [Math.log(one)], entropies: [entropyOf(logits)], prompt: 0 })),
  );
  const tokens = {
    ...columns,
    oldLogProbs: columns.logProbs,
    advantages: new Float64Array(3),
    rewards: new Float64Array(3),
  };
  const g = coefficients("entropy-bonus", tokens, { coefficient: 0.5 });
  logits.forEach((z, k) => {
    const moved = (by: number): number => entropyOf(logits.map((one, i) => (i === k ? z + by : one)));
    const slope = (moved(1e-4) - moved(-1e-4)) / 2e-4;
    const sampled = p.reduce((sum, one, a) => sum + one * g[a] * ((a === k ? 1 : 0) - p[k]), 0);
    assert.ok(Math.abs(sampled - 0.5 * slope) < 1e-6, `${sampled} ${slope}`);
  });
});

test("inverse probability keeps a share and the sum in expectation", () => {
  const count = 20000;
  const tokens = { ...goldenTokens(), tokens: new Int32Array(count) };
  const drawn = weights("inverse-probability", { tokens });
  const kept = drawn.filter((weight) => weight > 0).length;
  assert.ok(Math.abs(kept / count - 0.5) < 0.02);
  assert.deepEqual([...new Set(drawn)].sort(), [0, 2]);
});

test("entropy or surprise keeps the slip that entropy leaves out", () => {
  // 1/2 of 6 tokens by entropy, one more by surprise: token 1 has p = 0.1 where p = 0.9 stood against it.
  const mixed = rule("entropy-or-surprise", { surprising: 1 / 6 }, 0.5);
  assert.deepEqual(Array.from(tokenWeights(mixed, goldenTokens(), ruleContext())), [1, 1, 0, 0, 0, 1]);
  const without = rule("top", {}, 0.5);
  assert.deepEqual(Array.from(tokenWeights(without, goldenTokens(), ruleContext())), [1, 0, 0, 1, 0, 1]);
});

test("the mask by role bars decorative tokens, and keeps waits and errors", () => {
  const roles = ["decorative", "determined", "real", "error", "determined", "determined"];
  const columns = responseColumns([
    {
      tokens: [TOKEN.left, TOKEN.no, TOKEN.wait, 7, 7, 7],
      entropies: [1, 0.5, 0.1, 0.2, 0.6, 0],
      logProbs: new Array(6).fill(-1),
      advantages: new Array(6).fill(1),
      reward: 1,
      roles: roles.map((name) => (ROLE_NAMES as readonly string[]).indexOf(name)),
    },
  ]) as RuleTokens;
  const tokens = { ...columns, oldLogProbs: columns.logProbs };
  const kept = (own: RuleParameters) =>
    weights("top-by-role", { own, tokens, context: { roleNames: ROLE_NAMES } });
  assert.deepEqual(kept({}), [1, 0, 0, 0, 1, 0]);
  assert.deepEqual(kept({ barDecorative: true }), [0, 1, 0, 0, 1, 0]);
  assert.deepEqual(kept({ keepWait: true }), [1, 0, 1, 0, 1, 0]);
  assert.deepEqual(kept({ keepErrors: true }), [1, 0, 0, 1, 1, 0]);
  assert.deepEqual(kept({ barDecorative: true, keepWait: true, keepErrors: true }), [0, 1, 1, 1, 1, 0]);
  assert.deepEqual(
    weights("all-but-wait", { tokens, context: { roleNames: ROLE_NAMES } }),
    [1, 1, 0, 1, 1, 1],
  );
});

test("the rest is held to the reference by the gradient of its divergence", () => {
  const tokens = goldenTokens();
  const referenceLogProbs = tokens.logProbs.map((logProb) => logProb + Math.log(1.5));
  const g = coefficients("top-held", { ...tokens, referenceLogProbs }, { beta: 0.1 });
  near(g, [1, 0.05, 0.05, 0.05, 0.05, -1]);
});
