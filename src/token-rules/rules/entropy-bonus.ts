import { isClipped, ratios } from "../ratios.js";
import { withParameters } from "../rule-factory.js";
import { everyToken } from "./all-tokens.js";

/**
 * All tokens, and `coefficient` times the entropy H of every token's distribution added to what is maximized (Williams &
 * Peng 1991), which DAPO and the paper leave out. One sample of its gradient is -(ln p + H) grad ln p, for the mean of
 * (ln p + H) grad ln p over the distribution is -grad H; off policy it is weighed by the ratio.
 */
export const entropyBonus = withParameters({ coefficient: 0.01 }, ({ coefficient }) => ({
  name: "entropy-bonus",
  label: `all tokens, entropy bonus ${coefficient}`,
  parameters: { coefficient },
  normalizer: "all",
  weights: everyToken,
  coefficients(tokens, { clipLow, clipHigh }) {
    const { advantages, entropies, logProbs } = tokens;
    return ratios(tokens).map((ratio, t) => {
      const reward = isClipped(ratio, advantages[t], clipLow, clipHigh) ? 0 : ratio * advantages[t];
      return reward - coefficient * ratio * (logProbs[t] + entropies[t]);
    });
  },
}));
