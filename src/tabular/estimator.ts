import type { Mdp } from "./mdp.js";
import { actionProbabilities, logProbGradient } from "./softmax-policy.js";
import { enumerateTrajectories, type Trajectory, trajectoryProbability } from "./trajectories.js";
import { exactValues } from "./values.js";

/** One of the forms: a number Psi_t for each step of a trajectory. */
export type Psi = (trajectory: Trajectory) => ArrayLike<number>;

/**
 * The gradient estimate from one trajectory, sum_t Psi_t grad log pi(a_t|s_t).
 * @example gradientEstimate(crossroads(), crossroadsLogits(), ({ rewards }) => rewardToGo(rewards), trajectory)
 */
export function gradientEstimate(
  mdp: Mdp,
  theta: ArrayLike<number>,
  psi: Psi,
  trajectory: Trajectory,
): Float64Array {
  const weights = psi(trajectory);
  const estimate = new Float64Array(theta.length);
  trajectory.states.forEach((state, t) => {
    logProbGradient(mdp, theta, state, trajectory.actions[t]).forEach((g, i) => {
      estimate[i] += weights[t] * g;
    });
  });
  return estimate;
}

/** Mean and variance of an estimator; the variance is the trace of its covariance, E|g|^2 - |E g|^2. */
export interface Moments {
  mean: Float64Array;
  variance: number;
}

/**
 * The exact moments of the one-trajectory estimate, summed over every trajectory.
 * @example exactMoments(crossroads(), crossroadsLogits(), ({ rewards }) => totalReturn(rewards))
 */
export function exactMoments(mdp: Mdp, theta: ArrayLike<number>, psi: Psi): Moments {
  const trajectories = enumerateTrajectories(mdp, theta);
  return moments(
    trajectories.map((trajectory) => gradientEstimate(mdp, theta, psi, trajectory)),
    trajectories.map(trajectoryProbability),
  );
}

/**
 * The moments of the one-trajectory estimate over sampled trajectories; the variance is the unbiased one
 * (divided by n - 1). Throws on fewer than two trajectories.
 * @example sampleMoments(crossroads(), crossroadsLogits(), psi, trajectories)
 */
export function sampleMoments(
  mdp: Mdp,
  theta: ArrayLike<number>,
  psi: Psi,
  trajectories: readonly Trajectory[],
): Moments {
  const count = trajectories.length;
  if (count < 2) throw new Error(`a variance wants at least 2 trajectories, received ${count}`);
  const { mean, variance } = moments(
    trajectories.map((trajectory) => gradientEstimate(mdp, theta, psi, trajectory)),
    new Array(count).fill(1 / count),
  );
  return { mean, variance: (variance * count) / (count - 1) };
}

/**
 * The baseline of least variance, one number per state: b(s) = E[|grad log pi|^2 Q(s, a)] / E[|grad log pi|^2], the
 * expectation over a ~ pi(.|s) (Greensmith et al. 2004). Exactly optimal here, where every state has its own logits
 * and is visited at most once.
 * @example optimalBaseline(crossroads(), crossroadsLogits())[0]
 */
export function optimalBaseline(mdp: Mdp, theta: ArrayLike<number>): Float64Array {
  const { q } = exactValues(mdp, theta);
  return Float64Array.from(mdp.states, (_, state) => {
    let [weighted, total] = [0, 0];
    actionProbabilities(mdp, theta, state).forEach((probability, action) => {
      const weight = probability * squaredNorm(logProbGradient(mdp, theta, state, action));
      weighted += weight * q[state][action];
      total += weight;
    });
    return weighted / total;
  });
}

/**
 * |x|^2
 * @example squaredNorm([3, 4]) // 25
 */
export function squaredNorm(x: ArrayLike<number>): number {
  return Array.from(x).reduce((sum, entry) => sum + entry * entry, 0);
}

function moments(estimates: readonly Float64Array[], weights: readonly number[]): Moments {
  const mean = new Float64Array(estimates[0].length);
  let secondMoment = 0;
  estimates.forEach((estimate, k) => {
    estimate.forEach((g, i) => {
      mean[i] += weights[k] * g;
    });
    secondMoment += weights[k] * squaredNorm(estimate);
  });
  return { mean, variance: secondMoment - squaredNorm(mean) };
}
