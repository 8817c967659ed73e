export { ARMS, type Arm, armLabel, builtInRule } from "./registry.js";
export { type RuleFactory, type RuleParameters, withParameters } from "./rule-factory.js";
export {
  type CoefficientContext,
  type RuleContext,
  type RuleTokens,
  type TokenRule,
  type TokenStatistic,
  type TokenStatistics,
  tokenCoefficients,
  tokenWeights,
  type WeightFunction,
} from "./token-rule.js";
