import { quantile } from "../../statistics/index.js";
import { withParameters } from "../rule-factory.js";

/**
 * A3PO: twice the weight for the rarest `share` of the rewarded tokens and for the most probable `share` of the
 * punished ones; the factor falls linearly to 1 over the run.
 */
export const positiveNegativeAsymmetry = withParameters({ share: 0.2, factor: 2 }, ({ share, factor }) => ({
  name: "a3po",
  label: "positive/negative asymmetry",
  parameters: { share, factor },
  paper: "A3PO, arXiv 2512.21625",
  normalizer: "all",
  weights({ logProbs, advantages }, { step, steps }) {
    const rewarded = logProbs.filter((_, t) => advantages[t] > 0);
    const punished = logProbs.filter((_, t) => advantages[t] < 0);
    const rare = rewarded.length > 0 ? quantile(rewarded, share) : Number.NEGATIVE_INFINITY;
    const sure = punished.length > 0 ? quantile(punished, 1 - share) : Number.POSITIVE_INFINITY;
    const now = factor + (1 - factor) * Math.min(1, step / steps);
    return logProbs.map((logProb, t) =>
      (advantages[t] > 0 && logProb <= rare) || (advantages[t] < 0 && logProb >= sure) ? now : 1,
    );
  },
}));
