import type { CountdownRules } from "./rules.js";
import { applyOperation, type State } from "./steps.js";
import { numberToken, TOKEN } from "./vocabulary.js";

/** Words that open an attempt: a choice that changes nothing. */
export const OPENERS = [TOKEN.try, TOKEN.maybe, TOKEN.perhaps] as const;
export const OPENER_WEIGHTS = [0.5, 0.3, 0.2] as const;

/** Words that introduce the numbers left: a choice that changes nothing. */
export const CONNECTIVES = [TOKEN.left, TOKEN.now] as const;
export const CONNECTIVE_WEIGHTS = [0.8, 0.2] as const;

/** "9 5 :" and, where two numbers are left, the legal results "14 + 4 - 45 *" (illegal ones left out). */
export function inventory(state: State, rules: CountdownRules): number[] {
  const tokens = [...state.map(numberToken), TOKEN[":"]];
  if (state.length !== 2) return tokens;
  for (const operation of rules.operations) {
    const result = applyOperation(state[0], operation, state[1]);
    if (result !== null) tokens.push(numberToken(result), TOKEN[operation]);
  }
  return tokens;
}
