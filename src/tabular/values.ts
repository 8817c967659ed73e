import type { Mdp } from "./mdp.js";
import { actionProbabilities } from "./softmax-policy.js";

/** The exact value functions of a policy, undiscounted; the value after the end of an episode is 0. */
export interface ExactValues {
  /** V(s): the expected return from state s on. */
  v: Float64Array;
  /** Q(s, a): the same after taking action a there, q[state][action]. */
  q: Float64Array[];
  /** A(s, a) = Q(s, a) - V(s), advantage[state][action]. */
  advantage: Float64Array[];
  /** The probability that an episode visits state s. */
  visits: Float64Array;
}

/**
 * V, Q and A by one sweep from the last state to the first, visits by one sweep the other way.
 * @example exactValues(crossroads(), crossroadsLogits())
 */
export function exactValues(mdp: Mdp, theta: ArrayLike<number>): ExactValues {
  const count = mdp.states.length;
  const probabilities = mdp.states.map((_, state) => actionProbabilities(mdp, theta, state));
  const v = new Float64Array(count);
  const q: Float64Array[] = new Array(count);
  for (let s = count - 1; s >= 0; s--) {
    q[s] = Float64Array.from(mdp.transitions[s], (transitions) =>
      sum(
        transitions,
        ({ probability, reward, next }) => probability * (reward + (next === null ? 0 : v[next])),
      ),
    );
    v[s] = sum(probabilities[s], (probability, a) => probability * q[s][a]);
  }
  const visits = new Float64Array(count);
  visits[0] = 1;
  mdp.transitions.forEach((row, s) => {
    row.forEach((transitions, a) => {
      for (const { next, probability } of transitions)
        if (next !== null) visits[next] += visits[s] * probabilities[s][a] * probability;
    });
  });
  return { v, q, advantage: q.map((row, s) => row.map((value) => value - v[s])), visits };
}

function sum<T>(items: Iterable<T>, value: (item: T, index: number) => number): number {
  return Array.from(items, value).reduce((total, x) => total + x, 0);
}
