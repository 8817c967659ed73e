import { covarianceTerms } from "../../entropy/index.js";
import { ratios } from "../ratios.js";
import { withParameters } from "../rule-factory.js";
import { everyToken } from "./all-tokens.js";

/**
 * KL-Cov: the `share` of the tokens with the largest terms of Cov(log pi, A), at least one, are held back by the
 * penalty beta |log pi - log pi_old|. No ratio is clipped. On policy the penalty has no gradient: the rule then
 * equals all tokens.
 */
export const klCovariance = withParameters({ share: 2e-3, beta: 1 }, ({ share, beta }) => ({
  name: "kl-cov",
  label: "KL-Cov",
  parameters: { share, beta },
  paper: "Cui et al. 2025, arXiv 2505.22617",
  normalizer: "all",
  weights: everyToken,
  coefficients(tokens) {
    const { logProbs, oldLogProbs, advantages } = tokens;
    const coefficients = ratios(tokens).map((ratio, t) => ratio * advantages[t]);
    const terms = covarianceTerms(logProbs, advantages);
    const largest = terms.map((_, t) => t).sort((a, b) => terms[b] - terms[a] || a - b);
    const count = Math.max(1, Math.floor(share * terms.length));
    for (const t of largest.subarray(0, count))
      coefficients[t] -= beta * Math.sign(logProbs[t] - oldLogProbs[t]);
    return coefficients;
  },
}));
