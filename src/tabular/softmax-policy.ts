import type { Mdp } from "./mdp.js";

/**
 * The tabular softmax policy: one logit per state and action, theta[state * actions + action], and
 * pi(a|s) = exp(theta_sa) / sum_b exp(theta_sb). All functions here take theta as that flat array.
 * @example actionProbabilities(crossroads(), crossroadsLogits(), 0) // 0.5, 0.3, 0.2
 */
export function actionProbabilities(mdp: Mdp, theta: ArrayLike<number>, state: number): Float64Array {
  const logits = actionLogits(mdp, theta, state);
  const largest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - largest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * log pi(a|s) of every action in a state, nats.
 * @example actionLogProbs(crossroads(), crossroadsLogits(), 0)
 */
export function actionLogProbs(mdp: Mdp, theta: ArrayLike<number>, state: number): Float64Array {
  return actionProbabilities(mdp, theta, state).map(Math.log);
}

/**
 * The gradient of log pi(action|state) with respect to all of theta: in the state's own row 1[b = action] - pi(b|s),
 * in every other row 0.
 * @example logProbGradient(crossroads(), crossroadsLogits(), 0, 1) // all but the first three are 0
 */
export function logProbGradient(
  mdp: Mdp,
  theta: ArrayLike<number>,
  state: number,
  action: number,
): Float64Array {
  const gradient = new Float64Array(theta.length);
  actionProbabilities(mdp, theta, state).forEach((probability, b) => {
    gradient[state * mdp.actions.length + b] = (b === action ? 1 : 0) - probability;
  });
  return gradient;
}

function actionLogits(mdp: Mdp, theta: ArrayLike<number>, state: number): Float64Array {
  const width = mdp.actions.length;
  if (theta.length !== mdp.states.length * width)
    throw new Error(
      `theta wants ${mdp.states.length} states x ${width} actions = ${mdp.states.length * width} logits, ` +
        `received ${theta.length}`,
    );
  return Float64Array.from({ length: width }, (_, action) => theta[state * width + action]);
}
