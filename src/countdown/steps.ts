import { type CountdownRules, type Operation, STANDARD_RULES } from "./rules.js";
import { LARGEST_NUMBER } from "./vocabulary.js";

/** One step x op y = result, the larger number first. */
export interface Step {
  x: number;
  operation: Operation;
  y: number;
  result: number;
}

/** The numbers that are left, in descending order. */
export type State = readonly number[];

/** x op y, or null where the result is not a whole number on [1, 99] (or the division is by 1). */
export function applyOperation(x: number, operation: Operation, y: number): number | null {
  const result = { "+": x + y, "-": x - y, "*": x * y, "/": y > 1 ? x / y : Number.NaN }[operation];
  return Number.isInteger(result) && result >= 1 && result <= LARGEST_NUMBER ? result : null;
}

/** The distinct legal steps from a state, each pair once with the larger number first. */
export function legalSteps(state: State, rules: CountdownRules = STANDARD_RULES): readonly Step[] {
  return remember(legalCache, state, rules, () => {
    const steps = new Map<string, Step>();
    for (let i = 0; i < state.length; i++) {
      for (let j = i + 1; j < state.length; j++) {
        for (const operation of rules.operations) {
          const result = applyOperation(state[i], operation, state[j]);
          if (result === null) continue;
          steps.set(`${state[i]}${operation}${state[j]}`, { x: state[i], operation, y: state[j], result });
        }
      }
    }
    return [...steps.values()];
  });
}

/** The state after a step: its two numbers are replaced by the result. */
export function nextState(state: State, step: Step): State {
  const left = [...state];
  left.splice(left.indexOf(step.x), 1);
  left.splice(left.indexOf(step.y), 1, step.result);
  return left.sort((a, b) => b - a);
}

/**
 * Probability of each end value under a searcher that picks uniformly among the legal steps.
 * The probabilities sum to less than 1 where a path can end without a legal step.
 */
export function endValues(state: State, rules: CountdownRules = STANDARD_RULES): ReadonlyMap<number, number> {
  return remember(endCache, state, rules, () => {
    if (state.length === 1) return new Map([[state[0], 1]]);
    const steps = legalSteps(state, rules);
    const values = new Map<number, number>();
    for (const step of steps) {
      for (const [value, probability] of endValues(nextState(state, step), rules)) {
        values.set(value, (values.get(value) ?? 0) + probability / steps.length);
      }
    }
    return values;
  });
}

/** The legal steps after which the target can still be reached. */
export function usefulSteps(
  state: State,
  target: number,
  rules: CountdownRules = STANDARD_RULES,
): readonly Step[] {
  return legalSteps(state, rules).filter((step) => endValues(nextState(state, step), rules).has(target));
}

const legalCache = new Map<string, readonly Step[]>();
const endCache = new Map<string, ReadonlyMap<number, number>>();

function remember<T>(cache: Map<string, T>, state: State, rules: CountdownRules, compute: () => T): T {
  const key = `${rules.operations.join("")} ${state.join(" ")}`;
  let value = cache.get(key);
  if (value === undefined) {
    value = compute();
    cache.set(key, value);
  }
  return value;
}
