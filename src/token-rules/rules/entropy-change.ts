import { withParameters } from "../rule-factory.js";
import type { RuleTokens } from "../token-rule.js";

/**
 * STEER: tokens whose update would change entropy most weigh least, exp(-k |Omega|), where Omega = (A / pi_old) pi (1
 * - pi) (ln pi + H) is the predicted change and k is such that the largest weighs `lowest` (the published exponential;
 * the code's default is linear). With several mini-batches pi is that of the policy being trained where the run says
 * `entropyOf: "current"`; without, it is pi_old.
 */
export const entropyChangeWeight = withParameters({ lowest: 0.8 }, ({ lowest }) => ({
  name: "steer",
  label: "by entropy change",
  parameters: { lowest },
  paper: "STEER, arXiv 2510.10150",
  normalizer: "all",
  weights(tokens) {
    const change = predictedChange(tokens);
    const largest = change.reduce((most, value) => Math.max(most, Math.abs(value)), 0.02);
    const rate = -Math.log(lowest) / largest;
    return Float32Array.from(change, (value) => Math.exp(-rate * Math.abs(value)));
  },
}));

function predictedChange({ logProbs, oldLogProbs, entropies, advantages }: RuleTokens): Float64Array {
  return Float64Array.from(logProbs, (logProb, t) => {
    const probability = Math.exp(logProb);
    return (
      (advantages[t] / Math.exp(oldLogProbs[t])) * probability * (1 - probability) * (logProb + entropies[t])
    );
  });
}

/**
 * Entropy polarity: tokens whose update lowers the entropy of their position weigh `contracting`, the others 1. The
 * change for a step eta A (1_a - p) on the logits is -eta A [pi (ln pi + H) - sum p^2 (ln p + H)]; it is 0 at an even
 * fork. How the published rule sets the weight from the trend of entropy is not known; here it is a constant.
 */
export const entropyPolarity = withParameters({ contracting: 0.8 }, ({ contracting }) => ({
  name: "polarity",
  label: "by entropy polarity",
  parameters: { contracting },
  paper: "PAPO, arXiv 2605.11775",
  needs: ["collisionMass", "collisionLog"],
  normalizer: "all",
  weights: (tokens) =>
    Float32Array.from(entropyPolarities(tokens), (change) => (change < 0 ? contracting : 1)),
}));

/** Nats per unit of step size: the change of a position's entropy by the update of its token. */
export function entropyPolarities({
  logProbs,
  entropies,
  advantages,
  collisionMass,
  collisionLog,
}: RuleTokens): Float64Array {
  return Float64Array.from(logProbs, (logProb, t) => {
    const own = Math.exp(logProb) * (logProb + entropies[t]);
    const mean = collisionLog![t] + entropies[t] * collisionMass![t];
    return -advantages[t] * (own - mean);
  });
}
