/** What is known of a token's entropy where only the likeliest tokens are seen. Nats. */
export interface EntropyBounds {
  low: number;
  /** null: without the vocabulary's size the entropy has no upper bound. */
  high: number | null;
  /** Probability of all tokens that are not seen. */
  unseen: number;
}

export interface PartialDistribution {
  /** ln p of the tokens that are seen, each token once. */
  logProbs: ArrayLike<number>;
  /** ln p that no unseen token exceeds: that of the least of the top k. Undefined where it is not known. */
  cap?: number;
  /** Tokens of the vocabulary; one too many does not harm the bounds. */
  vocabSize?: number;
}

/** Log-probabilities come as 32-bit numbers, so a sum of probabilities is known to this much. */
const ROUNDING = 1e-6;
/** Probabilities that add up to more than 1 by more are no distribution. */
const EXCESS = 1e-3;

/**
 * The bounds of the entropy of a distribution of which some tokens are seen. With m the unseen mass,
 * H = sum_seen(-p ln p) + H_rest, and H_rest, being concave, lies between the two extremes of spreading m:
 *
 * - most concentrated: as many tokens as fit at the cap c, the rest of m on one more:
 *   n (-c ln c) - r ln r with n = floor(m / c), r = m - n c; without a cap, -m ln m (all of m on one token);
 * - most even: over all V - k unseen tokens, -m ln(m / (V - k)).
 *
 * @throws on probabilities that add up to more than 1, or that leave mass to no token, saying how much
 * @example entropyBounds({ logProbs: [Math.log(0.5), Math.log(0.3)], cap: Math.log(0.3), vocabSize: 4 })
 * // low 1.0297 (.5 .3 .2), high 1.1683 (.5 .3 .1 .1), unseen 0.2
 */
export function entropyBounds({ logProbs, cap, vocabSize }: PartialDistribution): EntropyBounds {
  const probabilities = Array.from(logProbs, Math.exp);
  if (probabilities.some(Number.isNaN) || logProbs.length === 0)
    throw new Error(
      `entropyBounds wants log-probabilities, received ${Array.from(logProbs).join(", ") || "none"}`,
    );
  const sum = probabilities.reduce((a, b) => a + b, 0);
  if (sum > 1 + EXCESS)
    throw new Error(`the probabilities of ${logProbs.length} tokens add up to ${sum}; wanted at most 1`);
  const seen = probabilities.reduce((entropy, p) => entropy + surprise(p), 0);
  const unseen = Math.max(0, 1 - sum);
  const least = Math.max(0, unseen - ROUNDING);
  const low = Math.max(0, seen + concentrated(least, cap === undefined ? 1 : Math.exp(cap)) - ROUNDING);
  const high = vocabSize === undefined ? null : highest(seen, unseen, vocabSize, logProbs.length);
  if (high !== null && low > high + EXCESS)
    throw new Error(
      `what is not seen, ${unseen}, does not fit on ${vocabSize} tokens; wanted a larger vocabulary`,
    );
  return { low, high, unseen };
}

function highest(seen: number, unseen: number, vocabSize: number, seenTokens: number): number {
  const others = vocabSize - seenTokens;
  if (others <= 0 && unseen > EXCESS)
    throw new Error(
      `${seenTokens} tokens are seen and ${unseen} of the probability is not; wanted a vocabulary above ${vocabSize}`,
    );
  const mass = unseen + ROUNDING;
  const rest = others > 0 ? others * surprise(mass / others) : 0;
  return Math.min(Math.log(vocabSize), seen + rest + ROUNDING);
}

/** The least entropy of a mass of which no token may hold more than the cap. */
function concentrated(mass: number, cap: number): number {
  const full = Math.floor(mass / cap);
  return full * surprise(cap) + surprise(Math.max(0, mass - full * cap));
}

function surprise(probability: number): number {
  return probability > 0 ? -probability * Math.log(probability) : 0;
}
