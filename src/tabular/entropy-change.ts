import type { Mdp } from "./mdp.js";
import { actionLogProbs, actionProbabilities } from "./softmax-policy.js";

/**
 * H(s) = -sum_a pi(a|s) log pi(a|s) for every state, nats.
 * @example stateEntropies(crossroads(), crossroadsLogits()) // nats, one a state
 */
export function stateEntropies(mdp: Mdp, theta: ArrayLike<number>): Float64Array {
  return Float64Array.from(mdp.states, (_, state) => {
    const logProbs = actionLogProbs(mdp, theta, state);
    return -actionProbabilities(mdp, theta, state).reduce(
      (sum, p, a) => sum + (p > 0 ? p * logProbs[a] : 0),
      0,
    );
  });
}

/**
 * Cov_{a ~ p}(x, y) = E[x y] - E[x] E[y] under the probabilities p.
 * @example weightedCovariance([0.5, 0.5], [0, 2], [1, 3]) // 1
 */
export function weightedCovariance(p: ArrayLike<number>, x: ArrayLike<number>, y: ArrayLike<number>): number {
  const mean = (values: ArrayLike<number>): number =>
    Array.from(values).reduce((sum, value, i) => sum + p[i] * value, 0);
  const [meanX, meanY] = [mean(x), mean(y)];
  return Array.from(x).reduce((sum, value, i) => sum + p[i] * (value - meanX) * (y[i] - meanY), 0);
}

/**
 * The first-order change of each state's entropy when theta moves by `delta` (Cui et al. 2025, arXiv 2505.22617,
 * Lemma 1): -Cov_{a ~ pi(.|s)}(log pi(a|s), delta_sa), nats.
 * @example entropyChangeFromCovariance(crossroads(), crossroadsLogits(), delta) // nats, one a state
 */
export function entropyChangeFromCovariance(
  mdp: Mdp,
  theta: ArrayLike<number>,
  delta: ArrayLike<number>,
): Float64Array {
  const width = mdp.actions.length;
  return Float64Array.from(mdp.states, (_, state) => {
    const step = Array.from({ length: width }, (_, action) => delta[state * width + action]);
    return -weightedCovariance(
      actionProbabilities(mdp, theta, state),
      actionLogProbs(mdp, theta, state),
      step,
    );
  });
}
