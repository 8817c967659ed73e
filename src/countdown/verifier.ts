import type { Verdict } from "../task/index.js";
import { CONNECTIVES, inventory, OPENERS } from "./grammar.js";
import type { Problem } from "./problem.js";
import { type CountdownRules, openerCount, STANDARD_RULES } from "./rules.js";
import { legalSteps, nextState, type State, type Step } from "./steps.js";
import { numberToken, TOKEN, tokenNumber, VOCABULARY } from "./vocabulary.js";

/** The role of a response token, known by construction. */
export const ROLE = { determined: 0, decorative: 1, real: 2, error: 3 } as const;

/** Role names, indexed by role. */
export const ROLE_NAMES = ["determined", "decorative", "real", "error"] as const;

/**
 * - right: the last attempt reaches the target and claims it;
 * - wrong: it claims another value;
 * - out-of-budget: the response tries beyond the last attempt or ends, in good grammar, without <eos>;
 * - broken: it departs from the grammar (a false sum or a wrong list is a departure too).
 */
export type Outcome = "right" | "wrong" | "out-of-budget" | "broken";

export const OUTCOMES: readonly Outcome[] = ["right", "wrong", "out-of-budget", "broken"];

export interface CountdownVerdict extends Verdict {
  outcome: Outcome;
  /** 1 iff the outcome is "right". */
  reward: 0 | 1;
  /** A `ROLE` for each response token; "error" from the first departure on. */
  roles: Uint8Array;
  extras: {
    /** Attempts begun. */
    attempts: number;
    /** Times the response went on after a failure. */
    waits: number;
    /** 1 where it is, else 0. */
    firstAttemptRight: number;
  };
}

/**
 * Parses a response strictly.
 *
 * Roles: "real" where the choice decides the reward (numbers and operation of a step, the last operation,
 * `wait` or `so` after a failure) and more than one choice is legal; "decorative" for openers and
 * connectives; "determined" where only one token is right.
 * @example verify({ numbers: [9, 5], target: 14 }, [EOS]).reward // 0
 */
export function verify(
  problem: Problem,
  response: ArrayLike<number>,
  { rules = STANDARD_RULES }: { rules?: CountdownRules } = {},
): CountdownVerdict {
  const reader = new Reader(response);
  const progress = { attempts: 0, waits: 0, firstAttemptRight: 0 };
  let outcome: Outcome;
  try {
    outcome = readResponse(problem, rules, reader, progress);
  } catch (departure) {
    if (!(departure instanceof Departure)) throw departure;
    outcome = departure.outcome;
  }
  return {
    outcome,
    reward: outcome === "right" ? 1 : 0,
    valid: outcome === "right" || outcome === "wrong",
    roles: reader.roles,
    extras: progress,
  };
}

/**
 * The role that the next token of an unfinished response will have, whichever it is: what a sampler needs to
 * treat true forks differently. "error" once the response has left the grammar or is complete.
 */
export function nextRole(
  problem: Problem,
  response: ArrayLike<number>,
  { rules = STANDARD_RULES }: { rules?: CountdownRules } = {},
): number {
  const reader = new Reader(response);
  try {
    readResponse(problem, rules, reader, { attempts: 0, waits: 0, firstAttemptRight: 0 });
  } catch (departure) {
    if (!(departure instanceof Departure)) throw departure;
  }
  return reader.awaited;
}

/** Thrown where the response leaves the grammar, or ends early. No `Error`: a stack trace costs more than the reading. */
class Departure {
  constructor(readonly outcome: Outcome) {}
}

/** Reads tokens one by one and notes their roles; what is never read keeps the role "error". */
class Reader {
  readonly roles: Uint8Array;
  /** The role of the token that was to be taken where the tokens ended. */
  awaited: number = ROLE.error;
  private at = 0;

  constructor(private readonly tokens: ArrayLike<number>) {
    this.roles = new Uint8Array(tokens.length).fill(ROLE.error);
  }

  nextIs(token: number): boolean {
    return this.tokens[this.at] === token;
  }

  /** Takes one of the legal tokens; it is of the given role, or determined where there is no choice. */
  take(legal: readonly number[], role: number): number {
    const held = legal.length > 1 ? role : ROLE.determined;
    if (this.at >= this.tokens.length) {
      this.awaited = held;
      throw new Departure("out-of-budget");
    }
    const token = this.tokens[this.at];
    if (!legal.includes(token)) throw new Departure("broken");
    this.roles[this.at++] = held;
    return token;
  }

  expect(...tokens: number[]): void {
    for (const token of tokens) this.take([token], ROLE.determined);
  }

  expectEnd(): void {
    if (this.at < this.tokens.length) throw new Departure("broken");
  }
}

function readResponse(
  problem: Problem,
  rules: CountdownRules,
  reader: Reader,
  progress: CountdownVerdict["extras"],
): Outcome {
  for (;;) {
    const value = readAttempt(problem, rules, reader, () => progress.attempts++);
    const right = value === problem.target;
    if (progress.attempts === 1) progress.firstAttemptRight = Number(right);
    reader.expect(right ? TOKEN.yes : TOKEN.no);
    if (!right && progress.attempts === rules.maxAttempts && reader.nextIs(TOKEN.wait))
      return "out-of-budget";
    const mayRetry = !right && progress.attempts < rules.maxAttempts;
    const next = reader.take(mayRetry ? [TOKEN.wait, TOKEN.so] : [TOKEN.so], ROLE.real);
    if (next === TOKEN.wait) {
      progress.waits++;
      continue;
    }
    reader.expect(TOKEN.answer, numberToken(value), TOKEN["<eos>"]);
    reader.expectEnd();
    return right ? "right" : "wrong";
  }
}

/** Reads one attempt, from its opener to its end value. */
function readAttempt(problem: Problem, rules: CountdownRules, reader: Reader, begun: () => void): number {
  for (let opener = 0; opener < openerCount(rules); opener++) reader.take(OPENERS, ROLE.decorative);
  begun();
  let state: State = problem.numbers;
  while (state.length > 1) {
    if (state.length < problem.numbers.length) {
      reader.take(CONNECTIVES, ROLE.decorative);
      reader.expect(...inventory(state, rules));
    }
    const steps = legalSteps(state, rules);
    const step = state.length === 2 ? readLastStep(problem.target, steps, reader) : readStep(steps, reader);
    reader.expect(TOKEN["="], numberToken(step.result));
    state = nextState(state, step);
  }
  return state[0];
}

/** "x op y" */
function readStep(steps: readonly Step[], reader: Reader): Step {
  const x = tokenNumber(
    reader.take(
      distinct(steps, (step) => numberToken(step.x)),
      ROLE.real,
    ),
  );
  const withX = steps.filter((step) => step.x === x);
  const operation =
    VOCABULARY[
      reader.take(
        distinct(withX, (step) => TOKEN[step.operation]),
        ROLE.real,
      )
    ];
  const withOperation = withX.filter((step) => step.operation === operation);
  const y = tokenNumber(
    reader.take(
      distinct(withOperation, (step) => numberToken(step.y)),
      ROLE.real,
    ),
  );
  return withOperation.find((step) => step.y === y)!;
}

/** "want T op": the two numbers left are known, only the operation is chosen. */
function readLastStep(target: number, steps: readonly Step[], reader: Reader): Step {
  reader.expect(TOKEN.want, numberToken(target));
  const operation =
    VOCABULARY[
      reader.take(
        distinct(steps, (step) => TOKEN[step.operation]),
        ROLE.real,
      )
    ];
  return steps.find((step) => step.operation === operation)!;
}

function distinct(steps: readonly Step[], token: (step: Step) => number): number[] {
  return [...new Set(steps.map(token))];
}
