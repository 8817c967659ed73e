import type { Task } from "../task/index.js";
import type { MathProblem } from "./math-problems.js";
import { drawWordProblem, wordProblems } from "./word-problems.js";

/** A way to give a number as the answer: how it is asked for, and where the number then stands. */
interface NumberFormat {
  instruction: string;
  pattern: RegExp;
}

const NUMBER = "\\$?(-?\\d[\\d,]*)";
const NUMBER_FORMATS = {
  says: {
    instruction: "Think step by step and end with: The answer is N.",
    pattern: new RegExp(`\\bthe answer is:? ${NUMBER}`, "gi"),
  },
  boxed: {
    instruction: "Think step by step and put the answer within \\boxed{}.",
    pattern: new RegExp(`\\\\boxed\\{ *${NUMBER} *\\}`, "g"),
  },
} as const satisfies Record<string, NumberFormat>;

export interface FormatTaskOptions {
  /** "says": The answer is N. "boxed": \boxed{N}. Default "says". */
  format?: keyof typeof NUMBER_FORMATS;
  /** Response budget in tokens; default 64. */
  maxResponseTokens?: number;
  /** Held-out problems of each of the splits "validation" and "test"; default 32. */
  heldOut?: number;
}

/**
 * Word problems that pay 1 for an answer in the format that is asked for, right or wrong: what a small model that cannot
 * calculate can still learn. Outcomes: "right", "wrong", "no-answer"; `rightRate` is logged.
 *
 *     await trainRlvr({ base: "data/pretrained/smollm2-135m-instruct" }, { task: formatTask() });
 */
export function formatTask({
  format = "says",
  maxResponseTokens = 64,
  heldOut = 32,
}: FormatTaskOptions = {}): Task<MathProblem> {
  const { instruction, pattern } = NUMBER_FORMATS[format];
  return {
    name: `word problems, ${format}`,
    parameters: { format, maxResponseTokens, heldOut },
    maxResponseTokens,
    loggedExtras: { steps: { right: "rightRate" }, evaluations: { right: "rightRate" } },
    problems: (split) => (split === "train" ? [] : wordProblems(split, heldOut)),
    sample: drawWordProblem,
    prompt: ({ question }) => [{ role: "user", content: `${question} ${instruction}` }],
    verify({ answer }, response) {
      const given = [...response.text().matchAll(pattern)].at(-1)?.[1].replaceAll(",", "");
      const said = given !== undefined;
      const right = said && Number(given) === Number(answer);
      return {
        reward: said ? 1 : 0,
        outcome: right ? "right" : said ? "wrong" : "no-answer",
        valid: said,
        extras: { right: right ? 1 : 0 },
      };
    },
  };
}
