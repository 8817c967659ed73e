import { checkLength } from "./checks.js";

export interface SurrogateOptions {
  /** log pi_theta(o_t | prefix) under the policy being trained, nats, one per token. */
  logProbs: ArrayLike<number>;
  /** The same under the policy that sampled the tokens. */
  oldLogProbs: ArrayLike<number>;
  /** One per token. */
  advantages: ArrayLike<number>;
  /** 1 for the tokens that count (a `highEntropyMask`); default: the response mask. */
  mask?: ArrayLike<number>;
  /** 1 for response tokens, 0 for padding, which never counts; default: all 1. */
  responseMask?: ArrayLike<number>;
  /** The ratio is clipped to [1 - clipLow, 1 + clipHigh]; defaults 0.2 and 0.28 (DAPO's clip-higher). */
  clipLow?: number;
  clipHigh?: number;
  /**
   * What the sum is divided by: the selected tokens (paper v2, official code), all response tokens (paper v1, TRL),
   * or a fixed number (say, one normaliser for all mini-batches of a step).
   */
  normalizer?: "selected" | "all" | number;
}

export interface Surrogate {
  /** To be maximised. */
  objective: number;
  /** Derivative of the objective with respect to each token's log-probability; 0 outside the mask. */
  gradient: Float64Array;
  /** Share of the selected tokens whose gradient the clip has cut to 0. */
  clipFraction: number;
}

/**
 * The clipped objective of PPO (arXiv 1707.06347) as DAPO uses it (the paper's Eq. 4) and with a mask as the
 * paper's Eq. 6: sum over selected tokens of min(r A, clip(r, 1 - clipLow, 1 + clipHigh) A), divided by
 * `normalizer`, with r = exp(logProb - oldLogProb). The mask is a constant: nothing flows through it.
 * With no token selected, objective and gradient are 0. Throws when the lengths differ.
 * @example clippedSurrogate({ logProbs, oldLogProbs, advantages, mask, clipHigh: 0.28 }).objective
 */
export function clippedSurrogate(options: SurrogateOptions): Surrogate {
  const { advantages, normalizer = "selected" } = options;
  const count = advantages.length;
  const { responseMask = new Uint8Array(count).fill(1) } = options;
  const { mask = responseMask } = options;
  const terms = clippedTerms(options);
  checkLength("responseMask", responseMask, count, "token");
  checkLength("mask", mask, count, "token");

  const weights = Float64Array.from({ length: count }, (_, t) => (mask[t] && responseMask[t] ? 1 : 0));
  const selected = weights.reduce((sum, weight) => sum + weight, 0);
  const all = Array.from(responseMask).reduce((sum, inside) => sum + (inside ? 1 : 0), 0);
  const divisor = normalizer === "selected" ? selected : normalizer === "all" ? all : normalizer;
  return weightedSum(
    terms,
    weights.map((weight) => weight && weight / divisor),
  );
}

/** Per token: min(r A, clip(r) A), its derivative with respect to logProb, and whether the clip has cut it to 0. */
export interface ClippedTerms {
  values: Float64Array;
  gradients: Float64Array;
  clipped: Uint8Array;
}

/**
 * The terms of the clipped objective before any masking or averaging. Throws when the lengths differ.
 * @example clippedTerms({ logProbs, oldLogProbs, advantages }).clipped // 1 where a token has no gradient
 */
export function clippedTerms({
  logProbs,
  oldLogProbs,
  advantages,
  clipLow = 0.2,
  clipHigh = 0.28,
}: Pick<SurrogateOptions, "logProbs" | "oldLogProbs" | "advantages" | "clipLow" | "clipHigh">): ClippedTerms {
  const count = advantages.length;
  checkLength("logProbs", logProbs, count, "advantage");
  checkLength("oldLogProbs", oldLogProbs, count, "advantage");
  const values = new Float64Array(count);
  const gradients = new Float64Array(count);
  const clipped = new Uint8Array(count);
  for (let t = 0; t < count; t++) {
    const ratio = Math.exp(logProbs[t] - oldLogProbs[t]);
    const bounded = Math.min(Math.max(ratio, 1 - clipLow), 1 + clipHigh);
    values[t] = Math.min(ratio * advantages[t], bounded * advantages[t]);
    clipped[t] = bounded * advantages[t] < ratio * advantages[t] ? 1 : 0;
    gradients[t] = clipped[t] ? 0 : ratio * advantages[t];
  }
  return { values, gradients, clipped };
}

/** sum_t w_t term_t with its gradient; tokens of weight 0 are outside, whatever their terms hold. */
export function weightedSum(terms: ClippedTerms, weights: ArrayLike<number>): Surrogate {
  const gradient = new Float64Array(weights.length);
  let [objective, selected, clipped] = [0, 0, 0];
  for (let t = 0; t < weights.length; t++) {
    if (weights[t] === 0) continue;
    objective += weights[t] * terms.values[t];
    gradient[t] = weights[t] * terms.gradients[t];
    selected++;
    clipped += terms.clipped[t];
  }
  return { objective, gradient, clipFraction: selected ? clipped / selected : 0 };
}
