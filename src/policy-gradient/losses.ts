import { highEntropyMask } from "./mask.js";
import { clippedSurrogate, clippedTerms, type Surrogate, weightedSum } from "./surrogate.js";

/** One batch of sampled responses: flat arrays, one entry per response token (no padding). */
export interface LossBatch {
  /** Nats, under the policy being trained. */
  logProbs: ArrayLike<number>;
  /** Nats, under the policy that sampled. */
  oldLogProbs: ArrayLike<number>;
  /** One per token, from `groupAdvantage` and the like. */
  advantages: ArrayLike<number>;
  /** Nats. */
  entropies: ArrayLike<number>;
  /** The response of each token. */
  responses: ArrayLike<number>;
  /** The generation limit, in tokens. */
  maxLength: number;
}

/** A loss to be minimised and its derivative with respect to each token's log-probability. */
export interface Loss {
  loss: number;
  gradient: Float64Array;
  clipFraction: number;
}

export type PolicyLoss = (batch: LossBatch) => Loss;

/**
 * REINFORCE: -(1/N) sum over N responses of sum_t A_t log pi(o_t).
 * @example reinforceLoss(batch).loss
 */
export const reinforceLoss: PolicyLoss = ({ logProbs, advantages, responses }) => {
  const count = responseLengths(responses).size;
  const gradient = Float64Array.from(advantages, (advantage) => -advantage / count);
  return { loss: gradient.reduce((sum, g, t) => sum + g * logProbs[t], 0), gradient, clipFraction: 0 };
};

/**
 * PPO's clip, symmetric, 0.2; mean over all tokens.
 * @example ppoLoss(batch).loss
 */
export const ppoLoss: PolicyLoss = (batch) => negated(clippedSurrogate({ ...batch, clipHigh: 0.2 }));

/**
 * GRPO: PPO's clip; mean over each response's tokens, then over the responses. Without its KL penalty.
 * @example grpoLoss(batch).loss
 */
export const grpoLoss: PolicyLoss = (batch) => {
  const lengths = responseLengths(batch.responses);
  const weights = Float64Array.from(
    batch.responses,
    (response) => 1 / (lengths.get(response)! * lengths.size),
  );
  return negated(weightedSum(clippedTerms({ ...batch, clipHigh: 0.2 }), weights));
};

/**
 * Dr. GRPO: GRPO without each response's length: every token weighs 1 / (N x the generation limit).
 * @example drGrpoLoss(batch).loss
 */
export const drGrpoLoss: PolicyLoss = (batch) => {
  const normalizer = responseLengths(batch.responses).size * batch.maxLength;
  return negated(clippedSurrogate({ ...batch, clipHigh: 0.2, normalizer }));
};

/**
 * DAPO: clip-higher, 0.2 below and 0.28 above; mean over all tokens (the paper's Eq. 4).
 * @example dapoLoss(batch).loss
 */
export const dapoLoss: PolicyLoss = (batch) => negated(clippedSurrogate(batch));

/**
 * The paper's Eq. 6: DAPO on the top 20 % of tokens by entropy, mean over those tokens.
 * @example highEntropyLoss(batch).loss
 */
export const highEntropyLoss: PolicyLoss = (batch) =>
  negated(clippedSurrogate({ ...batch, mask: highEntropyMask(batch.entropies) }));

function negated({ objective, gradient, clipFraction }: Surrogate): Loss {
  return { loss: -objective, gradient: gradient.map((g) => -g), clipFraction };
}

function responseLengths(responses: ArrayLike<number>): Map<number, number> {
  const lengths = new Map<number, number>();
  for (const response of Array.from(responses)) lengths.set(response, (lengths.get(response) ?? 0) + 1);
  return lengths;
}
