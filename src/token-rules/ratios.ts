import type { RuleTokens } from "./token-rule.js";

/** r_t = pi / pi_old of each token. */
export function ratios({
  logProbs,
  oldLogProbs,
}: Pick<RuleTokens, "logProbs" | "oldLogProbs">): Float64Array {
  return Float64Array.from(logProbs, (logProb, t) => Math.exp(logProb - oldLogProbs[t]));
}

/** Whether PPO's clip cuts the gradient of a token: the ratio has gone further in the direction of the advantage. */
export function isClipped(ratio: number, advantage: number, clipLow: number, clipHigh: number): boolean {
  return (advantage > 0 && ratio > 1 + clipHigh) || (advantage < 0 && ratio < 1 - clipLow);
}
