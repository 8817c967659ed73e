/** Said where a distribution cannot be computed. */
export const DIVERGED = "the logits hold NaN or Infinity: the policy's weights have diverged";

/**
 * Throws unless the temperature is a number > 0 by which logits can be divided.
 * @example checkTemperature(0.6)
 */
export function checkTemperature(temperature = 1): void {
  if (temperature > 0 && temperature < Number.POSITIVE_INFINITY) return;
  throw new Error(
    `the temperature must be a number > 0, received ${temperature} (for the most likely token say greedy: true)`,
  );
}

/** A softmax before normalisation: probabilities are `weights[i] / total`. */
export interface Distribution {
  /** exp((logit - largest logit) / temperature) */
  weights: Float64Array;
  total: number;
  /** -sum p ln p, nats */
  entropy: number;
}

/**
 * softmax(logits / temperature) and its entropy. Runs for every token, so the weights go to a buffer that is used
 * again: a distribution is valid until the next one is computed into the same buffer.
 * @param buffer as long as `logits`
 * @throws when a logit is NaN or +Infinity (-Infinity is probability 0)
 * @example softmaxDistribution(Float32Array.of(0, 0), 1, new Float64Array(2)).entropy // 0.6931
 */
export function softmaxDistribution(
  logits: Float32Array,
  temperature: number,
  buffer: Float64Array,
): Distribution {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) if (logits[i] > largest) largest = logits[i];
  let total = 0;
  let weighted = 0;
  for (let i = 0; i < logits.length; i++) {
    const exponent = (logits[i] - largest) / temperature;
    const weight = Math.exp(exponent);
    buffer[i] = weight;
    total += weight;
    if (weight > 0) weighted += weight * exponent;
  }
  if (!(total >= 1)) throw new Error(DIVERGED);
  return { weights: buffer, total, entropy: entropyOfSums(total, weighted) };
}

/** Entropy in nats from the sum of the weights and the sum of weight * exponent. */
export function entropyOfSums(total: number, weighted: number): number {
  return Math.max(0, Math.log(total) - weighted / total);
}

/** The token at which the cumulative probability passes `uniform`, a number on [0, 1) (inverse-CDF sampling). */
export function drawToken({ weights, total }: Distribution, uniform: number): number {
  let rest = uniform * total;
  for (let token = 0; token < weights.length; token++) {
    rest -= weights[token];
    if (rest < 0) return token;
  }
  return mostLikelyToken({ weights });
}

/**
 * The token of largest probability; the first of equals.
 * @example mostLikelyToken({ weights: Float64Array.of(0.2, 0.5, 0.3) }) // 1
 */
export function mostLikelyToken({ weights }: Pick<Distribution, "weights">): number {
  let best = 0;
  for (let token = 1; token < weights.length; token++) if (weights[token] > weights[best]) best = token;
  return best;
}

/**
 * ln p of a token, nats.
 * @example logProbability(softmaxDistribution(Float32Array.of(0, 0), 1, new Float64Array(2)), 0) // -0.6931
 */
export function logProbability({ weights, total }: Distribution, token: number): number {
  return Math.log(weights[token] / total);
}
