import { withParameters } from "../rule-factory.js";

/**
 * Entropy-shaped advantage: A + min(alpha H, |A| / kappa) in place of A, as a weight 1 + min(alpha H, |A| / kappa) /
 * A. A wrong but uncertain token is punished less; with kappa > 1 no sign flips.
 */
export const entropyAdvantage = withParameters({ alpha: 0.4, kappa: 2 }, ({ alpha, kappa }) => ({
  name: "entropy-advantage",
  label: "entropy-shaped advantage",
  parameters: { alpha, kappa },
  paper: "Cheng et al. 2025, arXiv 2506.14758",
  normalizer: "all",
  weights: ({ entropies, advantages }) =>
    Float32Array.from(entropies, (entropy, t) => {
      const advantage = advantages[t];
      return advantage === 0 ? 1 : 1 + Math.min(alpha * entropy, Math.abs(advantage) / kappa) / advantage;
    }),
}));
