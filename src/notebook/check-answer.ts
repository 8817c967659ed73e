import { createHash } from "node:crypto";

export type Answer = number | string | boolean | readonly number[];

/**
 * What stands in a notebook in place of an answer: 12 hex digits that depend on the exercise and the answer.
 * @example answerDigest("1", 0.5) === answerDigest("1", 0.50001) // true
 */
export function answerDigest(
  exercise: string,
  answer: Answer,
  { digits = 3 }: { digits?: number } = {},
): string {
  const entries = Array.isArray(answer) ? answer : [answer];
  const text = entries.map((entry) =>
    typeof entry === "number"
      ? (Math.round(entry * 10 ** digits) + 0).toString()
      : `${entry}`.trim().toLowerCase(),
  );
  return createHash("sha256")
    .update(`${exercise}|${text.join("|")}`)
    .digest("hex")
    .slice(0, 12);
}

/**
 * Prints whether an exercise's answer is right, without showing the right one. `isRight` is the answer's digest
 * (numbers count to `digits` decimals) or a property that the answer must have. No answer yet: `undefined`.
 * @example checkAnswer("1", 0.5, (answer) => answer > 0)
 */
export function checkAnswer<T>(
  exercise: string,
  answer: T | undefined,
  isRight: string | ((answer: T) => boolean),
  { digits = 3 }: { digits?: number } = {},
): void {
  if (answer === undefined) {
    console.log(`Exercise ${exercise}: open. Put your answer in place of undefined and run the cell again.`);
    return;
  }
  const right =
    typeof isRight === "function"
      ? isRight(answer)
      : answerDigest(exercise, answer as unknown as Answer, { digits }) === isRight;
  console.log(`Exercise ${exercise}: ${right ? "right." : "not yet, try again."}`);
}
