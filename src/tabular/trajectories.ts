import type { Rng } from "../random/index.js";
import type { Mdp, Transition } from "./mdp.js";
import { actionProbabilities } from "./softmax-policy.js";

/** One episode: the state seen, the action taken and the reward received at each step. */
export interface Trajectory {
  states: readonly number[];
  actions: readonly number[];
  rewards: readonly number[];
  /** The policy's factor, product of pi(a_t|s_t). */
  policyProbability: number;
  /** The environment's factor, product of p(s_{t+1}, r_t | s_t, a_t); it does not depend on theta. */
  dynamicsProbability: number;
}

/**
 * P(tau) = policy factor x environment factor.
 * @example enumerateTrajectories(crossroads(), crossroadsLogits()).map(trajectoryProbability) // sum 1
 */
export function trajectoryProbability({ policyProbability, dynamicsProbability }: Trajectory): number {
  return policyProbability * dynamicsProbability;
}

/**
 * Every trajectory of positive probability; their probabilities sum to 1.
 * @example enumerateTrajectories(crossroads(), crossroadsLogits()).length
 */
export function enumerateTrajectories(mdp: Mdp, theta: ArrayLike<number>): Trajectory[] {
  const probabilities = mdp.states.map((_, state) => actionProbabilities(mdp, theta, state));
  const complete: Trajectory[] = [];
  const extend = (soFar: Trajectory, state: number): void => {
    mdp.transitions[state].forEach((transitions, action) => {
      for (const transition of transitions) {
        if (transition.probability === 0) continue;
        const longer = extended(soFar, state, action, probabilities[state][action], transition);
        if (transition.next === null) complete.push(longer);
        else extend(longer, transition.next);
      }
    });
  };
  extend(EMPTY, 0);
  return complete;
}

/**
 * `count` episodes played with the policy.
 * @example sampleTrajectories(crossroads(), crossroadsLogits(), { count: 100, rng: seededRng(1) })
 */
export function sampleTrajectories(
  mdp: Mdp,
  theta: ArrayLike<number>,
  { count, rng }: { count: number; rng: Rng },
): Trajectory[] {
  const probabilities = mdp.states.map((_, state) => [...actionProbabilities(mdp, theta, state)]);
  const everyAction = mdp.actions.map((_, action) => action);
  return Array.from({ length: count }, () => {
    let trajectory = EMPTY;
    let state: number | null = 0;
    while (state !== null) {
      const action: number = rng.choice(everyAction, probabilities[state]);
      const transitions: readonly Transition[] = mdp.transitions[state][action];
      const transition: Transition = rng.choice(
        transitions,
        transitions.map(({ probability }) => probability),
      );
      trajectory = extended(trajectory, state, action, probabilities[state][action], transition);
      state = transition.next;
    }
    return trajectory;
  });
}

const EMPTY: Trajectory = {
  states: [],
  actions: [],
  rewards: [],
  policyProbability: 1,
  dynamicsProbability: 1,
};

function extended(
  soFar: Trajectory,
  state: number,
  action: number,
  actionProbability: number,
  transition: Transition,
): Trajectory {
  return {
    states: [...soFar.states, state],
    actions: [...soFar.actions, action],
    rewards: [...soFar.rewards, transition.reward],
    policyProbability: soFar.policyProbability * actionProbability,
    dynamicsProbability: soFar.dynamicsProbability * transition.probability,
  };
}
