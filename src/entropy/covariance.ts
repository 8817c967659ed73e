import { mean } from "../statistics/index.js";
import { requireFinite, requireSameLength } from "./checks.js";

/**
 * Each token's term (log pi_i - mean log pi)(A_i - mean A) of Cov(log pi, A), as Cui et al. 2025
 * (arXiv 2505.22617) define it for Clip-Cov. A positive covariance foretells falling entropy:
 * dH is about -eta Cov(log pi, A) under a natural policy gradient step of size eta.
 *
 * @param logProbs log-probability of each sampled token, nats
 * @param advantages of each token (a response's tokens share theirs)
 * @returns one term for each token; their mean is the covariance
 * @throws on arrays of different length or values that are not finite
 * @example covarianceTerms([-1, -3], [1, -1]) // [1, 1]
 */
export function covarianceTerms(logProbs: ArrayLike<number>, advantages: ArrayLike<number>): Float64Array {
  requireSameLength({ logProbs, advantages });
  requireFinite("logProbs", logProbs);
  requireFinite("advantages", advantages);
  const meanLogProb = mean(logProbs);
  const meanAdvantage = mean(advantages);
  return Float64Array.from(
    logProbs,
    (logProb, i) => (logProb - meanLogProb) * (advantages[i] - meanAdvantage),
  );
}

/**
 * Cov(log pi, A) over all tokens: the mean of `covarianceTerms`. Throws where there is no token.
 * @example tokenCovariance([-1, -3], [1, -1]) // 1
 */
export function tokenCovariance(logProbs: ArrayLike<number>, advantages: ArrayLike<number>): number {
  if (logProbs.length === 0) throw new Error("tokenCovariance wants at least one token, received none");
  return mean(covarianceTerms(logProbs, advantages));
}
