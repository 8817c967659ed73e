import type { Mdp } from "./mdp.js";
import { actionProbabilities, logProbGradient } from "./softmax-policy.js";
import { exactValues } from "./values.js";

/** Which tokens a mask keeps: by where they stand, and by what was sampled there. */
export type KeptTokens = (state: number, action: number) => boolean;

/**
 * The expected gradient of the tokens that a mask keeps, sum over kept (s, a) of visits(s) pi(a|s) A(s, a) grad log
 * pi(a|s), exactly. With all kept it is grad J, so what a mask loses is the same sum over the tokens that it drops. A
 * mask that looks at the action makes the sum depend on the baseline, which here is V(s).
 * @returns one entry a logit, as theta
 * @example maskedGradient(world, theta, (state) => isFork(state)) // the entropy mask
 */
export function maskedGradient(mdp: Mdp, theta: ArrayLike<number>, isKept: KeptTokens): Float64Array {
  const { advantage, visits } = exactValues(mdp, theta);
  const gradient = new Float64Array(theta.length);
  mdp.states.forEach((_, state) => {
    actionProbabilities(mdp, theta, state).forEach((probability, action) => {
      if (!isKept(state, action)) return;
      const weight = visits[state] * probability * advantage[state][action];
      logProbGradient(mdp, theta, state, action).forEach((g, i) => {
        gradient[i] += weight * g;
      });
    });
  });
  return gradient;
}
