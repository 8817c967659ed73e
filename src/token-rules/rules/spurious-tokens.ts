import { quantile } from "../../statistics/index.js";
import { withParameters } from "../rule-factory.js";

/**
 * STAPO drops spurious tokens: rewarded (A > 0), yet nearly impossible (p < `probability`) where little is uncertain
 * (H below its `entropyQuantile` over the tokens at hand). The paper states the last bound in two ways; the other is
 * 0.2.
 */
export const withoutSpuriousTokens = withParameters(
  { probability: 0.002, entropyQuantile: 0.8 },
  ({ probability, entropyQuantile }) => ({
    name: "stapo",
    label: "without spurious tokens",
    parameters: { probability, entropyQuantile },
    paper: "STAPO, arXiv 2602.15620",
    weights({ logProbs, entropies, advantages }) {
      const bound = entropies.length > 0 ? quantile(entropies, entropyQuantile) : 0;
      return logProbs.map((logProb, t) =>
        advantages[t] > 0 && Math.exp(logProb) < probability && entropies[t] < bound ? 0 : 1,
      );
    },
  }),
);
