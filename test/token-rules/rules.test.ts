import assert from "node:assert/strict";
import { test } from "node:test";
import { ROLE, ROLE_NAMES } from "../../src/countdown/index.js";
import type { Selection } from "../../src/entropy/index.js";
import { seededRng } from "../../src/random/index.js";
import {
  ARMS,
  type Arm,
  armLabel,
  builtInRule,
  type RuleContext,
  type RuleTokens,
  type TokenRule,
  tokenCoefficients,
  tokenWeights,
  withParameters,
} from "../../src/token-rules/index.js";
import { responseColumns } from "../../src/tokens/index.js";

const { determined: D, decorative: C, real: R, error: E } = ROLE;

/** Two responses, of five tokens and of three. */
const columns = responseColumns(
  [
    { entropies: [1.0, 0.1, 0.9, 0.2, 0.0], roles: [C, R, R, D, D] },
    { entropies: [0.8, 0.7, 0.3], roles: [C, R, E] },
  ].map(({ entropies, roles }) => ({
    ...{ entropies, roles, reward: 1 },
    tokens: entropies.map(() => 7),
    logProbs: entropies.map(() => -1),
    advantages: entropies.map(() => 1),
  })),
) as RuleTokens;
const tokens: RuleTokens = { ...columns, oldLogProbs: columns.logProbs };

const context = (seed = 1): RuleContext => ({
  ...{ rng: seededRng(seed), step: 0, steps: 1, vocabSize: 120, temperature: 1 },
  roleNames: ROLE_NAMES,
});

const weights = (arm: Arm, own: Partial<Selection> = {}, seed = 1): number[] =>
  Array.from(
    tokenWeights(
      builtInRule(arm, { rho: 0.25, rule: "top-k", scope: "batch", ...own }),
      tokens,
      context(seed),
    ),
  );

test("each arm selects its tokens", () => {
  assert.deepEqual(weights("all"), [1, 1, 1, 1, 1, 1, 1, 1]);
  assert.deepEqual(weights("top"), [1, 0, 1, 0, 0, 0, 0, 0]);
  assert.deepEqual(weights("bottom"), [0, 1, 0, 1, 1, 1, 1, 1]);
  assert.deepEqual(weights("oracle"), [0, 1, 1, 0, 0, 0, 1, 0]);
  assert.deepEqual(weights("oracle-errors"), [0, 1, 1, 0, 0, 0, 1, 1]);
  assert.deepEqual(weights("decorative"), [1, 0, 0, 0, 0, 1, 0, 0]);
});

test("the threshold can be taken within each response", () => {
  assert.deepEqual(weights("top", { scope: "response", rho: 0.2 }), [1, 0, 0, 0, 0, 1, 0, 0]);
});

test("the threshold can be taken over the responses to each prompt", () => {
  // Prompt 0 has responses 0 and 2 and keeps two of its four tokens, prompt 1 one of two.
  const entropies = [0.9, 0.2, 0.1, 0.05, 0.8, 0.3];
  const rows = [0, 1, 2].map((r) => ({
    ...{ tokens: [7, 7], logProbs: [-1, -1], advantages: [1, 1], reward: 1, prompt: r % 2 },
    entropies: entropies.slice(2 * r, 2 * r + 2),
  }));
  const own = responseColumns(rows) as RuleTokens;
  const batch = { ...own, oldLogProbs: own.logProbs };
  const kept = (arm: Arm, scope: Selection["scope"]): number[] => {
    const rule = builtInRule(arm, { rho: 0.5, rule: "top-k", scope });
    return Array.from(tokenWeights(rule, batch, context()));
  };
  assert.deepEqual(kept("top", "batch"), [1, 0, 0, 0, 1, 1]);
  assert.deepEqual(kept("top", "group"), [1, 0, 1, 0, 1, 0]);
  assert.deepEqual(kept("bottom", "group"), [0, 1, 0, 1, 0, 1]);
  assert.deepEqual(kept("gradient-magnitude", "group"), [1, 0, 1, 0, 1, 0]);
  const drawn = kept("random", "group");
  assert.deepEqual([drawn[0] + drawn[1] + drawn[4] + drawn[5], drawn[2] + drawn[3]], [2, 1]);
});

test("a fixed threshold keeps the tokens that reach it, however many they are", () => {
  const rule = builtInRule(
    "fixed-threshold",
    { rho: 0.2, rule: "quantile", scope: "batch" },
    { threshold: 0.5 },
  );
  const entropies = Float32Array.from([0.5, 0.4, 2, 0, 0.51, 0.1, 0.49, 1]);
  assert.deepEqual([...tokenWeights(rule, { ...tokens, entropies }, context())], [1, 0, 1, 0, 1, 0, 0, 1]);
  const none = { ...tokens, entropies: new Float32Array(8) };
  assert.deepEqual([...tokenWeights(rule, none, context())], [0, 0, 0, 0, 0, 0, 0, 0]);
  assert.equal(rule.label, "entropy from 0.5 nats");
});

test("random keeps ceil(rho n) tokens, another draw others", () => {
  const draws = new Set<string>();
  for (let seed = 0; seed < 20; seed++) {
    const drawn = weights("random", {}, seed);
    assert.equal(
      drawn.reduce((sum, weight) => sum + weight, 0),
      2,
    );
    draws.add(drawn.join());
  }
  assert.ok(draws.size > 5);
});

test("soft weights are proportional to entropy with mean 1", () => {
  const soft = weights("soft");
  assert.ok(Math.abs(soft[0] - 1 / 0.5) < 1e-6 && Math.abs(soft[1] - 0.2) < 1e-6);
  assert.ok(Math.abs(soft.reduce((sum, weight) => sum + weight, 0) - 8) < 1e-5);
});

test("an arm is called by what it trains on", () => {
  const labels = ARMS.slice(0, 8).map((arm) => armLabel({ arm, rho: 0.2 }));
  assert.deepEqual(labels, [
    "all tokens",
    "top 20 %",
    "bottom 80 %",
    "random 20 %",
    "real forks",
    "real forks, errors",
    "decorative forks",
    "entropy as weight",
  ]);
  assert.equal(armLabel({ arm: "top", rho: 0.05 }), "top 5 %");
  assert.equal(
    armLabel({ arm: "top-by-role", rho: 0.2, ruleParameters: { keepWait: true } }),
    "top 20 %, wait or so",
  );
});

test("a rule by role says which roles the task has", () => {
  const rule = builtInRule("oracle-errors", { rho: 0.2, rule: "quantile", scope: "batch" });
  assert.throws(
    () => tokenWeights(rule, tokens, { ...context(), roleNames: ["real", "rest"] }),
    /rule "oracle-errors" wants tokens whose role "error" is known; the task's roles: real, rest/,
  );
  assert.throws(
    () => tokenWeights(rule, { ...tokens, roles: undefined }, context()),
    /"oracle-errors" wants/,
  );
});

test("parameters of a rule's own have defaults, and others are refused", () => {
  const selection = { rho: 0.2, rule: "quantile", scope: "batch" } as const;
  const factory = withParameters({ alpha: 0.1 }, ({ alpha, rho }) => ({
    ...{ name: "own", label: "own", parameters: { alpha, rho } },
    weights: () => [],
  }));
  assert.deepEqual(factory.defaults, { alpha: 0.1 });
  assert.deepEqual(factory({ ...selection, alpha: 0.5 }).parameters, { alpha: 0.5, rho: 0.2 });
  assert.throws(
    () => builtInRule("top", selection, { alpha: 1 }),
    /rule "top" takes no parameters of its own; received alpha = 1/,
  );
});

test("weights that no loss can use are refused, with the rule, what came and what was wanted", () => {
  const rule = (own: Partial<TokenRule>): TokenRule => ({
    ...{ name: "mine", label: "mine", parameters: {}, weights: () => new Float32Array(8) },
    ...own,
  });
  const given = (weights: unknown) => () =>
    tokenWeights(rule({ weights: () => weights as number[] }), tokens, context());
  assert.throws(given([1, 1]), /rule "mine" gave 2 weights; wanted one for each of 8 tokens/);
  assert.throws(given(undefined), /rule "mine" gave undefined weights; wanted one for each of 8/);
  assert.throws(given(3), /rule "mine" gave 3 weights/);
  assert.throws(given([1, 1, -0.5, 1, 1, 1, 1, 1]), /gave token 2 the weight -0.5; wanted one >= 0/);
  assert.throws(
    given([1, 1, 1, Number.NaN, 1, 1, 1, 1]),
    /gave NaN among its weights, at token 3; wanted finite/,
  );
  assert.throws(given(["1", 1, 1, 1, 1, 1, 1, 1]), /among its weights, at token 0/);
  const givenCoefficients = (coefficients: ArrayLike<number>) => () =>
    tokenCoefficients({ ...rule({}), coefficients: () => coefficients }, tokens, {
      ...{ ...context(), clipLow: 0.2, clipHigh: 0.2 },
    });
  assert.throws(
    givenCoefficients([1, 1, 1, 1, 1, 1, 1, Number.POSITIVE_INFINITY]),
    /gave Infinity among its coefficients, at token 7/,
  );
  assert.throws(
    given(tokens.tokens.map(() => 0.5)),
    /rule "mine" gave its weights as Int32Array, which cuts fractions off; wanted an array or a Float32Array: Array\.from/,
  );
  for (const whole of [Int8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array]) {
    assert.throws(given(new whole(8)), new RegExp(`weights as ${whole.name}`));
    assert.throws(givenCoefficients(new whole(8)), new RegExp(`coefficients as ${whole.name}`));
  }
  for (const taken of [Array.from(tokens.tokens, () => 0.5), new Float64Array(8).fill(0.5)])
    assert.deepEqual(given(taken)(), new Float32Array(8).fill(0.5));
  assert.deepEqual(given(new Uint8Array(8).fill(1))(), new Float32Array(8).fill(1), "a mask");
});
