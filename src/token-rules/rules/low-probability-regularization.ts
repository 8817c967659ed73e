import { quantile } from "../../statistics/index.js";
import { isClipped, ratios } from "../ratios.js";
import { withParameters } from "../rule-factory.js";
import { everyToken } from "./all-tokens.js";

/**
 * Lp-Reg protects rare but sensible tokens ("sparks") from being trained away. Of the tokens with a negative
 * advantage, the `share` with the lowest probability are selected where the policy that sampled had them above the
 * noise floor: p > floor max p. There the penalty beta KL(q || pi) pulls pi towards q, the distribution of the policy
 * that sampled without what lies below the floor: q(a) = p(a) / (mass above the floor). Its gradient is that of the
 * one-sample estimate q / pi - ln(q / pi) - 1, cut at 10. Ratios are clipped above only, at 1 + `highest`; selected
 * tokens not at all.
 */
export const lowProbabilityRegularization = withParameters(
  { share: 0.01, floor: 0.02, beta: 1, highest: 9 },
  ({ share, floor, beta, highest }) => ({
    name: "lp-reg",
    label: "Lp-Reg",
    parameters: { share, floor, beta, highest },
    paper: "Huang et al. 2025, arXiv 2510.03222",
    needs: ["distribution", "oldDistribution"],
    normalizer: "all",
    weights: everyToken,
    coefficients(tokens, { vocabSize }) {
      const { tokens: ids, logProbs, advantages } = tokens;
      const distribution = tokens.distribution!;
      const oldDistribution = tokens.oldDistribution!;
      const against = logProbs.filter((_, t) => advantages[t] < 0);
      const rare = against.length > 0 ? quantile(against, share) : Number.NEGATIVE_INFINITY;
      return ratios(tokens).map((ratio, t) => {
        const row = oldDistribution.subarray(t * vocabSize, (t + 1) * vocabSize);
        const lowest = floor * row.reduce((most, p) => Math.max(most, p), 0);
        const selected = advantages[t] < 0 && logProbs[t] <= rare && row[ids[t]] > lowest;
        if (!selected) return isClipped(ratio, advantages[t], 1, highest) ? 0 : ratio * advantages[t];
        const above = row.reduce((sum, p) => (p > lowest ? sum + p : sum), 0);
        const overPolicy = row[ids[t]] / distribution[t * vocabSize + ids[t]] / above;
        const divergence = overPolicy - Math.log(overPolicy) - 1;
        return ratio * advantages[t] + (divergence < 10 ? beta * (overPolicy - 1) : 0);
      });
    },
  }),
);
