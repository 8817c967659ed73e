import type { RuleFactory } from "../rule-factory.js";
import type { RuleTokens } from "../token-rule.js";

/** Weight 1 for every token: for rules that say all they say by their coefficients. */
export function everyToken({ tokens }: RuleTokens): Float32Array {
  return new Float32Array(tokens.length).fill(1);
}

/** Every token. */
export const allTokens: RuleFactory = () => ({
  name: "all",
  label: "all tokens",
  parameters: {},
  paper: "DAPO, arXiv 2503.14476",
  weights: everyToken,
});
