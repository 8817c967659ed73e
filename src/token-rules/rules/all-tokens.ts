import type { RuleFactory } from "../rule-factory.js";

/** Every token. */
export const allTokens: RuleFactory = () => ({
  name: "all",
  label: "all tokens",
  parameters: {},
  paper: "DAPO, arXiv 2503.14476",
  weights: ({ tokens }) => new Float32Array(tokens.length).fill(1),
});
