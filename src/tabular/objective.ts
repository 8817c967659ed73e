import type { Mdp } from "./mdp.js";
import { actionProbabilities, logProbGradient } from "./softmax-policy.js";
import { enumerateTrajectories, type Trajectory, trajectoryProbability } from "./trajectories.js";
import { exactValues } from "./values.js";

/**
 * R(tau), the undiscounted sum of a trajectory's rewards.
 * @example trajectoryReturn({ rewards: [0, 1, 1] }) // 2
 */
export function trajectoryReturn({ rewards }: Pick<Trajectory, "rewards">): number {
  return rewards.reduce((sum, reward) => sum + reward, 0);
}

/**
 * J(theta) = E[R(tau)], summed over every trajectory.
 * @example expectedReturn(crossroads(), crossroadsLogits())
 */
export function expectedReturn(mdp: Mdp, theta: ArrayLike<number>): number {
  return enumerateTrajectories(mdp, theta).reduce(
    (sum, trajectory) => sum + trajectoryProbability(trajectory) * trajectoryReturn(trajectory),
    0,
  );
}

/**
 * grad log P(tau) = sum_t grad log pi(a_t|s_t), with respect to all of theta.
 * @example trajectoryLogGradient(crossroads(), crossroadsLogits(), trajectory)
 */
export function trajectoryLogGradient(
  mdp: Mdp,
  theta: ArrayLike<number>,
  trajectory: Trajectory,
): Float64Array {
  const gradient = new Float64Array(theta.length);
  trajectory.states.forEach((state, t) => {
    logProbGradient(mdp, theta, state, trajectory.actions[t]).forEach((g, i) => {
      gradient[i] += g;
    });
  });
  return gradient;
}

/**
 * grad J = sum over every trajectory of P(tau) R(tau) grad log P(tau).
 * @example exactGradient(crossroads(), crossroadsLogits())
 */
export function exactGradient(mdp: Mdp, theta: ArrayLike<number>): Float64Array {
  const gradient = new Float64Array(theta.length);
  for (const trajectory of enumerateTrajectories(mdp, theta)) {
    const weight = trajectoryProbability(trajectory) * trajectoryReturn(trajectory);
    trajectoryLogGradient(mdp, theta, trajectory).forEach((g, i) => {
      gradient[i] += weight * g;
    });
  }
  return gradient;
}

/**
 * The policy-gradient theorem without trajectories: dJ/dtheta_sa = visits(s) pi(a|s) A(s, a).
 * @example gradientFromValues(crossroads(), crossroadsLogits())
 */
export function gradientFromValues(mdp: Mdp, theta: ArrayLike<number>): Float64Array {
  const { advantage, visits } = exactValues(mdp, theta);
  const gradient = new Float64Array(theta.length);
  mdp.states.forEach((_, state) => {
    actionProbabilities(mdp, theta, state).forEach((probability, action) => {
      gradient[state * mdp.actions.length + action] = visits[state] * probability * advantage[state][action];
    });
  });
  return gradient;
}

/**
 * The gradient of any function by differences: five points a coordinate, error of order step^4.
 * @example finiteDifferences((theta) => theta[0] ** 2, [3]) // 6, up to rounding
 */
export function finiteDifferences(
  f: (theta: Float64Array) => number,
  theta: ArrayLike<number>,
  { step = 1e-3 }: { step?: number } = {},
): Float64Array {
  return Float64Array.from({ length: theta.length }, (_, i) => {
    const at = (shift: number): number => f(Float64Array.from(theta, (x, j) => (j === i ? x + shift : x)));
    return (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
  });
}
