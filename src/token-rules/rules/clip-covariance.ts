import { covarianceTerms } from "../../entropy/index.js";
import { isClipped, ratios } from "../ratios.js";
import { withParameters } from "../rule-factory.js";

/**
 * Clip-Cov: drops a few tokens whose term of Cov(log pi, A) is large, for those are the tokens that make entropy fall.
 * `share` of all tokens, at least one, are drawn from those with a term between `low` and `high` whose ratio lies
 * within 1 +- 1; the others weigh 1 and the sum is divided by all tokens.
 *
 * The published bounds 1 and 5 suppose standardized advantages.
 */
export const clipCovariance = withParameters({ share: 2e-4, low: 1, high: 5 }, ({ share, low, high }) => ({
  name: "clip-cov",
  label: "Clip-Cov",
  parameters: { share, low, high },
  paper: "Cui et al. 2025, arXiv 2505.22617",
  entropyOf: "current",
  normalizer: "all",
  weights(tokens, { rng }) {
    const { logProbs, advantages } = tokens;
    const current = ratios(tokens);
    const weights = new Float32Array(logProbs.length).fill(1);
    const terms = covarianceTerms(logProbs, advantages);
    const eligible: number[] = [];
    for (let t = 0; t < terms.length; t++) {
      if (terms[t] > low && terms[t] < high && !isClipped(current[t], advantages[t], 1, 1)) eligible.push(t);
    }
    const count = Math.min(eligible.length, Math.max(1, Math.floor(share * terms.length)));
    for (const place of rng.permutation(eligible.length).slice(0, count)) weights[eligible[place]] = 0;
    return weights;
  },
}));
