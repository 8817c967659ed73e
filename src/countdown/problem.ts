import type { Rng } from "../random/index.js";
import type { Split } from "../task/index.js";
import { type CountdownRules, STANDARD_RULES } from "./rules.js";
import { endValues, legalSteps, nextState, type State } from "./steps.js";
import { numberToken, TOKEN } from "./vocabulary.js";

/** Reach the target from the numbers (in descending order), using each once. */
export interface Problem {
  numbers: readonly number[];
  target: number;
}

const TARGETS = { lowest: 5, highest: 40, highestOod: 81 };
const LARGEST_START = 9;

/**
 * A problem's split, fixed for good by a hash of its numbers and target. Train, validation and test hold about 70, 10
 * and 20 % of the problems with a target on [5, 40]; "ood" holds those with a target on [41, 81], which RL never sees.
 */
export function problemSplit({ numbers, target }: Problem): Split {
  if (target > TARGETS.highest) return "ood";
  const bucket = fnv1a(`${numbers.join(",")}:${target}`) % 10;
  return bucket < 7 ? "train" : bucket < 8 ? "validation" : "test";
}

/**
 * Draws a problem: each number uniform on 1 .. 9, the target the end of one uniformly random legal path.
 * Without a split, problems of every split are drawn, "ood" included.
 * @example sampleProblem(seededRng(1), { split: "train" })
 */
export function sampleProblem(
  rng: Rng,
  { split, rules = STANDARD_RULES }: { split?: Split; rules?: CountdownRules } = {},
): Problem {
  for (;;) {
    const numbers = Array.from({ length: rules.numberCount }, () => 1 + rng.integer(LARGEST_START)).sort(
      (a, b) => b - a,
    );
    const target = randomEnd(numbers, rng, rules);
    if (target === null || !isTarget(target)) continue;
    const problem = { numbers, target };
    if (split === undefined || problemSplit(problem) === split) return problem;
  }
}

/**
 * Every distinct problem of a split with the probability (sum 1) that `sampleProblem` draws it.
 * @example problemsOf("test")[0].probability
 */
export function problemsOf(
  split: Split,
  { rules = STANDARD_RULES }: { rules?: CountdownRules } = {},
): { problem: Problem; probability: number }[] {
  const found: { problem: Problem; probability: number }[] = [];
  for (const { numbers, orders } of startingNumbers(rules.numberCount)) {
    for (const [target, probability] of endValues(numbers, rules)) {
      const problem = { numbers, target };
      if (isTarget(target) && problemSplit(problem) === split) {
        found.push({ problem, probability: orders * probability });
      }
    }
  }
  const total = found.reduce((sum, { probability }) => sum + probability, 0);
  return found.map(({ problem, probability }) => ({ problem, probability: probability / total }));
}

/**
 * The prompt "9 5 3 : 14 >" as token ids.
 * @example decodeTokens(promptTokens({ numbers: [9, 5, 3], target: 14 })) // "9 5 3 : 14 >"
 */
export function promptTokens({ numbers, target }: Problem): Int32Array {
  return Int32Array.of(...numbers.map(numberToken), TOKEN[":"], numberToken(target), TOKEN[">"]);
}

function isTarget(value: number): boolean {
  return value >= TARGETS.lowest && value <= TARGETS.highestOod;
}

function randomEnd(numbers: State, rng: Rng, rules: CountdownRules): number | null {
  let state = numbers;
  while (state.length > 1) {
    const steps = legalSteps(state, rules);
    if (steps.length === 0) return null;
    state = nextState(state, rng.choice(steps));
  }
  return state[0];
}

/** Descending tuples of numbers 1 .. 9 with the number of orders in which each can be drawn. */
function startingNumbers(count: number): { numbers: number[]; orders: number }[] {
  const orders = new Map<string, number>();
  for (let code = 0; code < LARGEST_START ** count; code++) {
    const numbers = Array.from(
      { length: count },
      (_, i) => 1 + (Math.floor(code / LARGEST_START ** i) % LARGEST_START),
    );
    const key = numbers.sort((a, b) => b - a).join(",");
    orders.set(key, (orders.get(key) ?? 0) + 1);
  }
  return [...orders].map(([key, count]) => ({ numbers: key.split(",").map(Number), orders: count }));
}

/** The 32-bit Fowler-Noll-Vo hash (FNV-1a) of an ASCII string. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 15;
  return hash >>> 0;
}
