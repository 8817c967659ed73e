import { tf } from "../kernels/index.js";

/** What the loss needs to know of the tokens that receive gradient, each array [tokens]. */
export interface SurrogateTokens {
  /** Log-probabilities in nats under the policy that sampled the tokens. */
  oldLogProbs: tf.Tensor1D;
  advantages: tf.Tensor1D;
  /** Weight of each token; 1 for a hard mask. */
  weights: tf.Tensor1D;
}

/**
 * Minus the clipped surrogate of DAPO with the token mask (paper Eq. 6):
 * - sum_t w_t min(r_t A_t, clip(r_t, 1 - clipLow, 1 + clipHigh) A_t) / normalizer, r_t = pi(t) / pi_old(t).
 *
 * `normalizer` is the token count that the whole mini-batch divides by, so that micro-batches add up.
 */
export function surrogateLoss(
  logProbs: tf.Tensor1D,
  { oldLogProbs, advantages, weights }: SurrogateTokens,
  { clipLow, clipHigh, normalizer }: { clipLow: number; clipHigh: number; normalizer: number },
): tf.Scalar {
  const ratio = tf.exp(tf.sub(logProbs, oldLogProbs));
  const clipped = tf.clipByValue(ratio, 1 - clipLow, 1 + clipHigh);
  const surrogate = tf.minimum(tf.mul(ratio, advantages), tf.mul(clipped, advantages));
  return tf.div(tf.neg(tf.sum(tf.mul(surrogate, weights))), normalizer);
}

/**
 * The loss of a rule with coefficients of its own: - sum_t w_t g_t ln pi(t) / normalizer, with w and g as constants, so
 * that its gradient is - sum_t w_t g_t grad ln pi(t) / normalizer.
 */
export function coefficientLoss(
  logProbs: tf.Tensor1D,
  {
    weights,
    coefficients,
    normalizer,
  }: { weights: tf.Tensor1D; coefficients: tf.Tensor1D; normalizer: number },
): tf.Scalar {
  return tf.div(tf.neg(tf.sum(tf.mul(tf.mul(weights, coefficients), logProbs))), normalizer);
}

/** Minus the log-likelihood of the tokens over a constant (next-token loss). */
export function likelihoodLoss(logProbs: tf.Tensor1D, normalizer: number): tf.Scalar {
  return tf.div(tf.neg(tf.sum(logProbs)), normalizer);
}
