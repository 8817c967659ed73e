import { withParameters } from "../rule-factory.js";

/**
 * Advantage reweighting: rare tokens weigh less, 1 - alpha + alpha pi_old, since the gradient of the logits grows with
 * 1 - pi.
 */
export const probabilityWeighted = withParameters({ alpha: 0.1 }, ({ alpha }) => ({
  name: "probability-weighted",
  label: "by probability",
  parameters: { alpha },
  paper: "Yang et al. 2025, arXiv 2505.12929",
  normalizer: "all",
  weights: ({ oldLogProbs }) => oldLogProbs.map((logProb) => 1 - alpha + alpha * Math.exp(logProb)),
}));

/** The mirror image of "probability-weighted": rare tokens weigh more, 1 + alpha (1 - pi_old). */
export const rarityWeighted = withParameters({ alpha: 0.2 }, ({ alpha }) => ({
  name: "rarity-weighted",
  label: "by rarity",
  parameters: { alpha },
  paper: "Direction, arXiv 2603.22117",
  normalizer: "all",
  weights: ({ oldLogProbs }) => oldLogProbs.map((logProb) => 1 + alpha * (1 - Math.exp(logProb))),
}));
