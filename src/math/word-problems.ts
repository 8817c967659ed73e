import { type Rng, seededRng } from "../random/index.js";
import type { Split } from "../task/index.js";
import type { MathProblem } from "./math-problems.js";

const NAMES = ["Tom", "Mia", "Sam", "Lena", "Omar", "Ivy"];
const THINGS = ["apples", "books", "coins", "stamps", "cards", "shells"];

/** A story with three numbers in it: their ranges, how it is told, and what comes out. */
interface Story {
  ranges: readonly (readonly [least: number, most: number])[];
  tell(name: string, things: string, numbers: readonly number[]): string;
  answer(numbers: readonly number[]): number;
}

const STORIES: readonly Story[] = [
  {
    ranges: [
      [3, 30],
      [2, 20],
      [1, 20],
    ],
    tell: (name, things, [has, gets, gives]) =>
      `${name} has ${has} ${things}. ${name} gets ${gets} more ${things} and then gives away ${gives} ${things}. ` +
      `How many ${things} does ${name} have now?`,
    answer: ([has, gets, gives]) => has + gets - gives,
  },
  {
    ranges: [
      [2, 9],
      [2, 9],
      [1, 20],
    ],
    tell: (name, things, [bags, each, more]) =>
      `${name} has ${bags} bags with ${each} ${things} in each bag. ${name} finds ${more} more ${things}. ` +
      `How many ${things} does ${name} have in total?`,
    answer: ([bags, each, more]) => bags * each + more,
  },
];

/** By their numbers, a tenth of the problems is for validation, a tenth for the test. */
function splitOf([a, b, c]: readonly number[]): Split {
  const kind = (7 * a + 3 * b + c) % 10;
  return kind === 0 ? "validation" : kind === 1 ? "test" : "train";
}

/**
 * Draws a problem in words about three small numbers. No combination of numbers is in two of the splits "train",
 * "validation" and "test".
 *
 *     drawWordProblem(seededRng(1), "train").question // "Mia has 5 bags with 3 coins in each bag. ..."
 */
export function drawWordProblem(rng: Rng, split: Split): MathProblem {
  if (split === "ood") throw new Error('word problems have no split "ood"; wanted train, validation or test');
  for (;;) {
    const story = STORIES[rng.integer(STORIES.length)];
    const [name, things] = [rng.choice(NAMES), rng.choice(THINGS)];
    const numbers = story.ranges.map(([least, most]) => least + rng.integer(most - least + 1));
    const answer = story.answer(numbers);
    if (answer > 0 && splitOf(numbers) === split)
      return { question: story.tell(name, things, numbers), answer: String(answer) };
  }
}

/**
 * The same problems of a split, always; none for a split that has none.
 * @example wordProblems("test", 3).length // 3
 */
export function wordProblems(split: Split, count: number): MathProblem[] {
  if (split === "ood") return [];
  const rng = seededRng(split === "test" ? 1 : 0);
  return Array.from({ length: count }, () => drawWordProblem(rng, split));
}
