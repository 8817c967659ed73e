import type { Selection } from "../entropy/index.js";
import type { TokenRule } from "./token-rule.js";

/** Parameters of a rule's own, by name. */
export type RuleParameters = Readonly<Record<string, number | string | boolean>>;

/**
 * Makes a rule from the run's selection, and from parameters of its own where it has some:
 *
 *     // w_t = 1 - alpha + alpha pi_old(t): arXiv 2505.12929
 *     export const advantageReweighting = withParameters({ alpha: 0.1 }, ({ alpha }) => ({
 *       name: "advantage-reweighting",
 *       label: "by probability",
 *       parameters: { alpha },
 *       weights: ({ oldLogProbs }) => oldLogProbs.map((logProb) => 1 - alpha + alpha * Math.exp(logProb)),
 *     }));
 */
export interface RuleFactory {
  (parameters: Selection & RuleParameters): TokenRule;
  defaults?: RuleParameters;
}

/**
 * A rule with parameters of its own, each with its default; `--set rule.alpha=0.2` sets one.
 * @example withParameters({ alpha: 0.4 }, ({ alpha }) => ({ ...rule, parameters: { alpha } })).defaults
 */
export function withParameters<Own extends RuleParameters>(
  defaults: Own,
  create: (parameters: Selection & Own) => TokenRule,
): RuleFactory {
  const factory = (parameters: Selection & RuleParameters): TokenRule =>
    create(parameters as Selection & Own);
  return Object.assign(factory, { defaults });
}
