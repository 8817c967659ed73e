import { quantile } from "../../statistics/index.js";
import { isClipped, ratios } from "../ratios.js";
import { withParameters } from "../rule-factory.js";
import { everyToken } from "./all-tokens.js";

/**
 * Lp-Reg protects rare but sensible tokens ("sparks") from being trained away. Of the tokens with a negative
 * advantage, the `share` with the lowest probability are selected where they lie above the noise floor: p > floor max
 * p. There the penalty beta KL(q || pi) pulls pi towards q, the distribution without what lies below the floor: q(a) =
 * p(a) / (mass above the floor), here of the policy being trained. Its gradient is that of the one-sample estimate q /
 * pi - ln(q / pi) - 1, cut at 10. Ratios are clipped above only, at 1 + `highest`; selected tokens not at all.
 */
export const lowProbabilityRegularization = withParameters(
  { share: 0.01, floor: 0.02, beta: 1, highest: 9 },
  ({ share, floor, beta, highest }) => ({
    name: "lp-reg",
    label: "Lp-Reg",
    parameters: { share, floor, beta, highest },
    paper: "Huang et al. 2025, arXiv 2510.03222",
    needs: ["maxProbability", "distribution"],
    normalizer: "all",
    weights: everyToken,
    coefficients(tokens, { vocabSize }) {
      const { logProbs, advantages, maxProbability, distribution } = tokens;
      const against = logProbs.filter((_, t) => advantages[t] < 0);
      const rare = against.length > 0 ? quantile(against, share) : Number.NEGATIVE_INFINITY;
      return ratios(tokens).map((ratio, t) => {
        const lowest = floor * maxProbability![t];
        const selected = advantages[t] < 0 && logProbs[t] <= rare && Math.exp(logProbs[t]) > lowest;
        if (!selected) return isClipped(ratio, advantages[t], 1, highest) ? 0 : ratio * advantages[t];
        let above = 0;
        for (let v = t * vocabSize; v < (t + 1) * vocabSize; v++)
          if (distribution![v] > lowest) above += distribution![v];
        const overPolicy = 1 / above;
        const divergence = overPolicy - Math.log(overPolicy) - 1;
        return ratio * advantages[t] + (divergence < 10 ? beta * (overPolicy - 1) : 0);
      });
    },
  }),
);
