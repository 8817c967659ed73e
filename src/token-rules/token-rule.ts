import type { Rng } from "../random/index.js";
import type { Parameter } from "../task/index.js";
import type { ResponseTokens } from "../tokens/index.js";

/**
 * What a rule may ask for beside the columns that are always there; all of the distribution that a token was drawn
 * from, at the sampling temperature. What no rule asks for is not computed.
 */
export interface TokenStatistics {
  /** [tokens] max p */
  maxProbability: Float32Array;
  /** [tokens] sum p^2 */
  collisionMass: Float32Array;
  /** [tokens] sum p^2 ln p, nats */
  collisionLog: Float32Array;
  /** [tokens] ln p of the token under the reference model (the run's `reference`, default its base), nats */
  referenceLogProbs: Float32Array;
  /** [tokens * vocabSize] p, row by row */
  distribution: Float32Array;
  /** [tokens * vocabSize] the same of the policy that sampled; with one mini-batch it is `distribution` itself */
  oldDistribution: Float32Array;
}

export type TokenStatistic = keyof TokenStatistics;

export const TOKEN_STATISTICS: readonly TokenStatistic[] = [
  "maxProbability",
  "collisionMass",
  "collisionLog",
  "referenceLogProbs",
  "distribution",
  "oldDistribution",
];

/**
 * The tokens that a rule weighs. `entropies`, `logProbs` and the statistics are those of the policy that sampled, or,
 * where the run says `entropyOf: "current"` or the rule does, of the policy being trained. The group of token t is
 * `prompts[responses[t]]`, its place in the response `t - starts[responses[t]]`.
 */
export interface RuleTokens extends ResponseTokens, Partial<TokenStatistics> {
  advantages: Float64Array;
  rewards: Float64Array;
  /** [tokens] ln p under the policy that sampled, nats */
  oldLogProbs: Float32Array;
}

export interface RuleContext {
  /** A stream that depends on the run's seed and the step alone. */
  rng: Rng;
  /** Steps done before this one. */
  step: number;
  /** Steps of the whole run. */
  steps: number;
  vocabSize: number;
  /** At which tokens were sampled, and at which all columns are measured. */
  temperature: number;
  /** Names of the roles; empty where the task knows none. */
  roleNames: readonly string[];
}

export interface CoefficientContext extends RuleContext {
  clipLow: number;
  clipHigh: number;
}

/**
 * How much each response token weighs in the policy gradient.
 *
 *     const rare: TokenRule = {
 *       name: "rare",
 *       label: "rare tokens",
 *       parameters: { below: 0.5 },
 *       weights: ({ logProbs }) => logProbs.map((logProb) => (logProb < Math.log(0.5) ? 1 : 0)),
 *     };
 */
export interface TokenRule {
  readonly name: string;
  /** What figures and tables call it: "top 20 %". */
  readonly label: string;
  /** Recorded with the run. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Where it was published. */
  readonly paper?: string;
  /** Statistics that it reads beside the columns. */
  readonly needs?: readonly TokenStatistic[];
  /** It weighs by the policy being trained, at each mini-batch, whatever the run says. */
  readonly entropyOf?: "current";
  /** What its paper divides the loss by, whatever the run says (see `RlvrConfig`): the tokens of weight above 0, or all. */
  readonly normalizer?: "selected" | "all" | "responses";
  /**
   * Weight of each token's term in the loss, finite and not negative; 0: the token receives no gradient. Nothing
   * flows through it. Any list of numbers will do but an integer array, which cuts fractions off: `tokens.map(...)` is an
   * Int32Array, `Array.from(tokens, ...)` is none. Of those a Uint8Array is taken, as a mask.
   */
  weights(tokens: RuleTokens, context: RuleContext): ArrayLike<number>;
  /**
   * Takes the place of PPO's clipped ratio: the factor g_t of grad ln pi(a_t), a constant at each mini-batch, where
   * `logProbs` are those of the policy being trained. The loss is - sum_t w_t g_t ln pi(a_t) / Z; without it
   * g_t = r_t A_t, or 0 where the clip cuts (r_t = pi / pi_old).
   *
   *     // CISPO (arXiv 2506.13585): the clipped ratio as a constant, so that no token falls silent
   *     coefficients: ({ logProbs, oldLogProbs, advantages }, { clipHigh }) =>
   *       advantages.map((advantage, t) => Math.min(Math.exp(logProbs[t] - oldLogProbs[t]), 1 + clipHigh) * advantage)
   */
  coefficients?(tokens: RuleTokens, context: CoefficientContext): ArrayLike<number>;
}

/** A rule without a name: the function alone. */
export type WeightFunction = TokenRule["weights"];

/**
 * A rule's weights, checked.
 * @throws Error naming the rule, what came and what was wanted: one finite weight >= 0 for each token, in no integer array
 * but a mask's
 * @example tokenWeights(builtInRule("top", { rho: 0.2, rule: "top-k", scope: "batch" }), tokens, context)
 */
export function tokenWeights(rule: TokenRule, tokens: RuleTokens, context: RuleContext): Float32Array {
  const weights = rule.weights(tokens, context);
  checkNumbers(rule, "weights", weights, tokens.tokens.length);
  for (let t = 0; t < weights.length; t++)
    if (weights[t] < 0)
      throw new Error(`the rule "${rule.name}" gave token ${t} the weight ${weights[t]}; wanted one >= 0`);
  return Float32Array.from(weights);
}

/**
 * A rule's coefficients g_t, checked.
 * @throws Error naming the rule, what came and what was wanted: one finite number for each token, in no integer array but
 * a mask's
 * @example tokenCoefficients(rule, tokens, context)[0]
 */
export function tokenCoefficients(
  rule: TokenRule & Required<Pick<TokenRule, "coefficients">>,
  tokens: RuleTokens,
  context: CoefficientContext,
): Float32Array {
  const coefficients = rule.coefficients(tokens, context);
  checkNumbers(rule, "coefficients", coefficients, tokens.tokens.length);
  return Float32Array.from(coefficients);
}

function checkNumbers(
  { name }: TokenRule,
  what: "weights" | "coefficients",
  values: ArrayLike<number>,
  count: number,
): void {
  const received = typeof values?.length === "number" ? `${values.length}` : JSON.stringify(values);
  if (values?.length !== count)
    throw new Error(`the rule "${name}" gave ${received} ${what}; wanted one for each of ${count} tokens`);
  const { [Symbol.toStringTag]: kind = "" } = values as { [Symbol.toStringTag]?: string };
  if (/^(Int|Uint(?!8Array))/.test(kind))
    throw new Error(
      `the rule "${name}" gave its ${what} as ${kind}, which cuts fractions off; wanted an array or a Float32Array: ` +
        "Array.from(tokens.tokens, (id, t) => ...) in place of tokens.tokens.map",
    );
  for (let t = 0; t < count; t++)
    if (typeof values[t] !== "number" || !Number.isFinite(values[t]))
      throw new Error(
        `the rule "${name}" gave ${values[t]} among its ${what}, at token ${t}; wanted finite numbers`,
      );
}
