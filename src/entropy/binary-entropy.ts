/**
 * Entropy in nats of a choice between two tokens of probability p and 1 - p; at most ln 2. Throws outside [0, 1].
 * @example binaryEntropy(0.5) // 0.6931471805599453
 */
export function binaryEntropy(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new Error(`a probability must lie in [0, 1], received ${p}`);
  const term = (x: number): number => (x === 0 ? 0 : -x * Math.log(x));
  return term(p) + term(1 - p);
}

/**
 * The probability, at least 1/2, of the likelier of two tokens whose choice has this entropy: where a binary fork stands
 * when its entropy reaches a mask's threshold.
 * @throws on an entropy outside [0, ln 2]
 * @example likelierOfTwo(0.5) // 0.80
 */
export function likelierOfTwo(entropy: number): number {
  if (!(entropy >= 0 && entropy <= Math.LN2))
    throw new Error(`the entropy of two tokens lies in [0, ln 2], received ${entropy}`);
  let [low, high] = [0.5, 1];
  for (let halving = 0; halving < 50; halving++) {
    const middle = (low + high) / 2;
    if (binaryEntropy(middle) > entropy) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
