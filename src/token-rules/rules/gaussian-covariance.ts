import { covarianceTerms } from "../../entropy/index.js";
import { mean } from "../../statistics/index.js";
import { withMeanOne } from "../mean-one.js";
import type { RuleFactory } from "../rule-factory.js";

/**
 * CW-GRPO: tokens with an extreme term c of Cov(log pi, A) weigh less, exp(-c^2 / (2 sigma^2)) with sigma the standard
 * deviation of the terms over the tokens at hand; the mean weight is 1.
 */
export const gaussianCovariance: RuleFactory = () => ({
  name: "gaussian-covariance",
  label: "Gaussian covariance",
  parameters: {},
  paper: "CW-GRPO, arXiv 2605.11538",
  normalizer: "all",
  weights({ logProbs, advantages }) {
    const terms = covarianceTerms(logProbs, advantages);
    const center = mean(terms);
    const variance = mean(terms.map((term) => (term - center) ** 2));
    if (variance === 0) return new Float32Array(terms.length).fill(1);
    return withMeanOne(terms.map((term) => Math.exp(-(term ** 2) / (2 * variance))));
  },
});
