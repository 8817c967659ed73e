import type { Rng } from "../random/index.js";
import { CONNECTIVE_WEIGHTS, CONNECTIVES, inventory, OPENER_WEIGHTS, OPENERS } from "./grammar.js";
import type { Problem } from "./problem.js";
import { type CountdownRules, openerCount, STANDARD_RULES } from "./rules.js";
import { legalSteps, nextState, type State, type Step, usefulSteps } from "./steps.js";
import { numberToken, TOKEN } from "./vocabulary.js";

export interface DemonstrationOptions {
  rules?: CountdownRules;
  /** Probability that a step is drawn from those after which the target can still be reached. */
  usefulMove?: number;
  /** Probability of trying once more after a failure, while attempts are left. */
  retry?: number;
  /** false: always the first opener and connective, so that the language has no decorative forks. */
  decorated?: boolean;
}

/**
 * What the base model learns from: the response of a random searcher to a problem, as token ids ending
 * in <eos>. It keeps the grammar always and reaches the target sometimes.
 * @example decodeTokens(demonstrate(sampleProblem(rng), rng, { usefulMove: 0.5 }))
 */
export function demonstrate(
  problem: Problem,
  rng: Rng,
  { rules = STANDARD_RULES, usefulMove = 0.25, retry = 0.5, decorated = true }: DemonstrationOptions = {},
): number[] {
  const opener = (): number => (decorated ? rng.choice(OPENERS, OPENER_WEIGHTS) : OPENERS[0]);
  const connective = (): number => (decorated ? rng.choice(CONNECTIVES, CONNECTIVE_WEIGHTS) : CONNECTIVES[0]);
  const response: number[] = [];
  for (let attempt = 1; ; attempt++) {
    for (let word = 0; word < openerCount(rules); word++) response.push(opener());
    const path = randomPath(problem, rng, rules, usefulMove);
    path.forEach(({ state, step }, i) => {
      if (i > 0) response.push(connective(), ...inventory(state, rules));
      response.push(...(state.length === 2 ? lastStep(problem.target, step) : openStep(step)));
    });
    const value = path[path.length - 1].step.result;
    const right = value === problem.target;
    response.push(right ? TOKEN.yes : TOKEN.no);
    if (right || attempt >= rules.maxAttempts || rng.uniform() >= retry) {
      response.push(TOKEN.so, TOKEN.answer, numberToken(value), TOKEN["<eos>"]);
      return response;
    }
    response.push(TOKEN.wait);
  }
}

function openStep({ x, operation, y, result }: Step): number[] {
  return [numberToken(x), TOKEN[operation], numberToken(y), TOKEN["="], numberToken(result)];
}

function lastStep(target: number, { operation, result }: Step): number[] {
  return [TOKEN.want, numberToken(target), TOKEN[operation], TOKEN["="], numberToken(result)];
}

function randomPath(
  { numbers, target }: Problem,
  rng: Rng,
  rules: CountdownRules,
  usefulMove: number,
): { state: State; step: Step }[] {
  for (;;) {
    const path: { state: State; step: Step }[] = [];
    let state: State = numbers;
    while (state.length > 1) {
      const legal = legalSteps(state, rules);
      if (legal.length === 0) break;
      const useful = rng.uniform() < usefulMove ? usefulSteps(state, target, rules) : [];
      const step = rng.choice(useful.length > 0 ? useful : legal);
      path.push({ state, step });
      state = nextState(state, step);
    }
    if (state.length === 1) return path;
  }
}
