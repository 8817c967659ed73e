import assert from "node:assert/strict";
import { test } from "node:test";
import { ROLE_NAMES, TOKEN } from "../../src/countdown/index.js";
import {
  ARMS,
  type Arm,
  builtInRule,
  type RuleParameters,
  type RuleTokens,
  tokenCoefficients,
  tokenWeights,
} from "../../src/token-rules/index.js";
import { goldenTokens, ruleContext } from "./golden-tokens.js";

/**
 * r = pi / pi_old of the six golden tokens, whose pi is 0.5, 0.1, 0.999 (A = 1), 0.5, 0.9, 0.25 (A = -1). The clip
 * between 0.8 and 1.28 cuts the third and the fourth: PPO's factors are 1.25, 0.5, 0, 0, -1.5, -1.25.
 */
const RATIOS = [1.25, 0.5, 2.5, 0.6, 1.5, 1.25];
const ROLES = ["decorative", "real", "determined", "determined", "real", "error"];

interface Case {
  /** w_t g_t, the factor of grad ln pi, worked by hand; null: not said. Or what must hold of drawn ones. */
  factors: readonly (number | null)[] | ((factors: readonly number[]) => boolean);
  ratios?: readonly number[];
  own?: RuleParameters;
  tokens?: (tokens: RuleTokens) => Partial<RuleTokens>;
}

const CASES: Record<Arm, Case> = {
  all: { factors: [1.25, 0.5, 0, 0, -1.5, -1.25] },
  top: { factors: [1.25, 0, 0, 0, 0, -1.25] },
  bottom: { factors: [0, 0.5, 0, 0, -1.5, 0] },
  random: {
    ratios: [1.25, 0.5, 1.25, 0.9, 1.5, 1.25],
    factors: (factors) =>
      factors.filter((factor) => factor !== 0).length === 2 &&
      factors.every((factor, t) => factor === 0 || factor === [1.25, 0.5, 1.25, -0.9, -1.5, -1.25][t]),
  },
  oracle: { factors: [0, 0.5, 0, 0, -1.5, 0] },
  "oracle-errors": { factors: [0, 0.5, 0, 0, -1.5, -1.25] },
  decorative: { factors: [1.25, 0, 0, 0, 0, 0] },
  soft: { factors: [1.5153, 0.2843, 0, 0, -0.8528, -3.0307] },
  "inverse-probability": {
    ratios: [1.25, 0.5, 1.25, 0.9, 1.5, 1.25],
    factors: (factors) =>
      factors.every((factor, t) => factor === 0 || factor === 2 * [1.25, 0.5, 1.25, -0.9, -1.5, -1.25][t]),
  },
  "top-by-role": { own: { barDecorative: true, keepErrors: true }, factors: [0, 0, 0, 0, 0, -1.25] },
  "all-but-wait": {
    ratios: [1.25, 0.5, 1.25, 0.6, 1.5, 1.25],
    tokens: () => ({
      tokens: Int32Array.of(TOKEN.left, TOKEN.no, TOKEN.wait, 7, 7, 7),
      roles: rolesOf(["decorative", "determined", "real", "determined", "determined", "determined"]),
    }),
    factors: [1.25, 0.5, 0, 0, -1.5, -1.25],
  },
  "entropy-or-surprise": { own: { surprising: 1 / 6 }, factors: [0, 0.5, 0, 0, 0, -1.25] },
  // The others: 0.1 (1.5 pi / pi - 1), towards a reference that holds them more probable by half.
  "top-held": {
    own: { beta: 0.1 },
    tokens: ({ logProbs }) => ({ referenceLogProbs: logProbs.map((logProb) => logProb + Math.log(1.5)) }),
    factors: [1.25, 0.05, 0.05, 0.05, 0.05, -1.25],
  },
  "fixed-threshold": { factors: [1.25, 0, 0, 0, 0, -1.25] },
  // c = 0.1704, -1.4390, 0.8626, -0.1704, -0.7582, 0.5227; r = 2.5 is beyond the clip of 1 +- 1, so the last token falls.
  "clip-cov": { own: { low: 0.5, high: 5 }, factors: [1.25, 0.5, 0, 0, -1.5, 0] },
  // r A, less 1 at the token of largest c, whose probability has risen.
  "kl-cov": { factors: [1.25, 0.5, 1.5, -0.6, -1.5, -1.25] },
  "gaussian-covariance": { factors: [1.7911, 0.1314, 0, 0, -1.3657, -1.4623] },
  "entropy-advantage": { factors: [1.5966, 0.565, 0, 0, -1.305, -0.625] },
  // Less 0.5 r (ln pi + H).
  "entropy-bonus": { own: { coefficient: 0.5 }, factors: [1.25, 0.9944, -0.0086, 0, -1.6648, -1.25] },
  // Old row 0.5 0.2 0.22 0.08, floor 0.15: q(a) = 0.22 / 0.92, and the last factor -r + q(a) / 0.2 - 1 with r = 0.2 / 0.22.
  "lp-reg": {
    own: { floor: 0.3 },
    ratios: [1.25, 0.5, 2.5, 0.6, 1.5, 0.2 / 0.22],
    tokens: (tokens) => ({
      tokens: withLast(tokens.tokens, [2]),
      logProbs: withLast(tokens.logProbs, [Math.log(0.2)]),
      oldLogProbs: withLast(tokens.oldLogProbs, [Math.log(0.22)]),
      distribution: withLast(tokens.distribution!, [0.4, 0.3, 0.2, 0.1]),
      oldDistribution: withLast(tokens.distribution!, [0.5, 0.2, 0.22, 0.08]),
    }),
    factors: [1.25, 0.5, 2.5, -0.6, -1.5, -0.7134],
  },
  // pi_old = 0.4, 0.2, 0.3996, 0.8333, 0.6, 0.2: 0.9 + 0.1 pi_old and 1.2 - 0.2 pi_old.
  "probability-weighted": { factors: [1.175, 0.46, 0, 0, -1.44, -1.15] },
  "rarity-weighted": { factors: [1.4, 0.58, 0, 0, -1.62, -1.45] },
  rsi: { factors: [1.25, 0, 0, 0, -1.5, -1.25] },
  "group-divergence": {
    own: { share: 1 / 3 },
    ratios: [1.25, 0.5, 1.25, 0.6, 1.5, 1.25],
    factors: [0, 0, 1.25, 0, 0, -1.25],
  },
  stapo: { own: { probability: 0.2 }, factors: [1.25, 0, 0, 0, -1.5, -1.25] },
  // Omega = 0, -0.8899, 0, 0, -0.0330, 0 with r A (1 - pi) (ln pi + H).
  steer: { factors: [1.25, 0.4, 0, 0, -1.4877, -1.25] },
  // With A reversed, tokens 1 and 4 lower their entropy; elsewhere the change is 0, and its sign rounding.
  polarity: {
    ratios: [1, 1.1, 1, 1, 1.2, 1],
    tokens: ({ advantages }) => ({ advantages: advantages.map((advantage) => -advantage) }),
    factors: [null, -0.88, null, null, 0.96, null],
  },
  a3po: { factors: [1.25, 1, 0, 0, -3, -1.25] },
  // The clip cuts the first token, whose score would be among the two largest; 0.3251 x 1.5 takes its place.
  "gradient-magnitude": {
    ratios: [1.5, 0.5, 2.5, 0.6, 1.5, 1.25],
    factors: [0, 0, 0, 0, -1.5, -1.25],
  },
  cispo: { factors: [1.2, 0.5, 1.2, -0.6, -1.2, -1.2] },
  // Geometric means 1.1604, beyond the clip, and 1.0400, which punishment does not cut.
  gspo: { factors: [0, 0, 0, -1.04, -1.04, -1.04] },
  sapo: { factors: [1.2307, 0.47, 1.4915, -0.5743, -1.4012, -1.2287] },
  // pi - pi_old = 0.1, -0.1, 0.5994, -0.3333, 0.3, 0.05.
  dppo: { factors: [1.25, 0.5, 0, 0, -1.5, -1.25] },
};

function rolesOf(names: readonly string[]): Uint8Array {
  return Uint8Array.from(names, (name) => (ROLE_NAMES as readonly string[]).indexOf(name));
}

function withLast<A extends Int32Array | Float32Array>(column: A, values: readonly number[]): A {
  const own = column.slice() as A;
  own.set(values, own.length - values.length);
  return own;
}

/** min(r A, clip(r, 0.8, 1.28) A) has the derivative r A where it does not take the clipped side, else 0. */
function ppoFactor(ratio: number, advantage: number): number {
  const rises = advantage > 0 ? ratio <= 1.28 : ratio >= 0.8;
  return rises ? ratio * advantage : 0;
}

test("every built-in rule has a case off policy", () => {
  assert.deepEqual(Object.keys(CASES).sort(), [...ARMS].sort());
});

for (const arm of ARMS) {
  test(`${arm}: off policy the factor of grad ln pi is what its formula says`, () => {
    const { ratios = RATIOS, own = {}, tokens: changed, factors: expected } = CASES[arm];
    const golden = { ...goldenTokens(ratios.map(Math.log)), roles: rolesOf(ROLES) };
    const tokens = { ...golden, ...changed?.(golden) };
    const rule = builtInRule(arm, { rho: 1 / 3, rule: "top-k", scope: "batch" }, own);
    const context = ruleContext({ roleNames: ROLE_NAMES });
    const { coefficients } = rule;
    const g = coefficients
      ? tokenCoefficients({ ...rule, coefficients }, tokens, context)
      : ratios.map((ratio, t) => ppoFactor(ratio, tokens.advantages[t]));
    const factors = Array.from(tokenWeights(rule, tokens, context), (weight, t) => weight * g[t]);
    if (typeof expected === "function") assert.ok(expected(factors), `${factors}`);
    else
      for (const [t, value] of expected.entries())
        assert.ok(
          value === null || Math.abs(factors[t] - value) < 1e-4,
          `token ${t}: ${factors[t]}, wanted ${value}`,
        );
  });
}
