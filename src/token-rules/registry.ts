import type { Selection } from "../entropy/index.js";
import type { RuleFactory, RuleParameters } from "./rule-factory.js";
import { allTokens } from "./rules/all-tokens.js";
import { clipCovariance } from "./rules/clip-covariance.js";
import { entropyAdvantage } from "./rules/entropy-advantage.js";
import { entropyAsWeight } from "./rules/entropy-as-weight.js";
import { entropyBonus } from "./rules/entropy-bonus.js";
import { entropyChangeWeight, entropyPolarity } from "./rules/entropy-change.js";
import { entropyOrSurprise } from "./rules/entropy-or-surprise.js";
import { bottomEntropy, randomShare, topEntropy } from "./rules/entropy-share.js";
import { fixedThreshold } from "./rules/fixed-threshold.js";
import { gaussianCovariance } from "./rules/gaussian-covariance.js";
import { gradientMagnitude } from "./rules/gradient-magnitude.js";
import { groupDivergence } from "./rules/group-divergence.js";
import { inverseProbability } from "./rules/inverse-probability.js";
import { klCovariance } from "./rules/kl-covariance.js";
import { decorative, oracle, oracleErrors } from "./rules/known-roles.js";
import { lowProbabilityRegularization } from "./rules/low-probability-regularization.js";
import { positiveNegativeAsymmetry } from "./rules/positive-negative-asymmetry.js";
import { probabilityWeighted, rarityWeighted } from "./rules/probability-weight.js";
import { cispo, dppo, gspo, sapo } from "./rules/ratio-rules.js";
import { withoutSpuriousTokens } from "./rules/spurious-tokens.js";
import { surpriseBand } from "./rules/surprise-band.js";
import { allButWait, topByRole } from "./rules/top-by-role.js";
import { topHeldToReference } from "./rules/top-held-to-reference.js";
import type { TokenRule } from "./token-rule.js";

/** The rules by the name that `--arm` takes. A new rule is a file in `rules/` and a line here. */
const RULES = {
  all: allTokens,
  top: topEntropy,
  bottom: bottomEntropy,
  random: randomShare,
  oracle,
  "oracle-errors": oracleErrors,
  decorative,
  soft: entropyAsWeight,
  "inverse-probability": inverseProbability,
  "top-by-role": topByRole,
  "all-but-wait": allButWait,
  "entropy-or-surprise": entropyOrSurprise,
  "top-held": topHeldToReference,
  "fixed-threshold": fixedThreshold,
  "clip-cov": clipCovariance,
  "kl-cov": klCovariance,
  "gaussian-covariance": gaussianCovariance,
  "entropy-advantage": entropyAdvantage,
  "entropy-bonus": entropyBonus,
  "lp-reg": lowProbabilityRegularization,
  "probability-weighted": probabilityWeighted,
  "rarity-weighted": rarityWeighted,
  rsi: surpriseBand,
  "group-divergence": groupDivergence,
  stapo: withoutSpuriousTokens,
  steer: entropyChangeWeight,
  polarity: entropyPolarity,
  a3po: positiveNegativeAsymmetry,
  "gradient-magnitude": gradientMagnitude,
  cispo,
  gspo,
  sapo,
  dppo,
} as const satisfies Record<string, RuleFactory>;

/** An arm of the ablation: the name of the rule that says which response tokens receive policy gradient. */
export type Arm = keyof typeof RULES;

export const ARMS = Object.keys(RULES) as readonly Arm[];

/**
 * The rule of an arm.
 *
 *     builtInRule("top", { rho: 0.2, rule: "quantile", scope: "batch" }).label // "top 20 %"
 *
 * @param own parameters of the rule's own; the others keep their defaults
 * @throws Error naming what the rule takes where it does not take a parameter or its type is another
 */
export function builtInRule(arm: Arm, { rho, rule, scope }: Selection, own: RuleParameters = {}): TokenRule {
  const factory: RuleFactory = RULES[arm];
  const { defaults = {} } = factory;
  for (const [name, value] of Object.entries(own)) {
    if (typeof value === typeof defaults[name]) continue;
    const taken = Object.entries(defaults).map(([key, value]) => `${key} (a ${typeof value})`);
    throw new Error(
      `the rule "${arm}" takes ${taken.join(", ") || "no parameters of its own"}; ` +
        `received ${name} = ${JSON.stringify(value)}`,
    );
  }
  return factory({ rho, rule, scope, ...defaults, ...own });
}

/**
 * What an arm is called in tables and figures: "top 20 %".
 * @example armLabel({ arm: "top", rho: 0.05 }) // "top 5 %"
 */
export function armLabel({
  arm,
  rho,
  ruleParameters,
}: {
  arm: Arm | "own";
  rho: number;
  ruleParameters?: RuleParameters;
}): string {
  if (arm === "own") return "own rule";
  return builtInRule(arm, { rho, rule: "quantile", scope: "batch" }, ruleParameters).label;
}
