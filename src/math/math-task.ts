import type { Split, Task } from "../task/index.js";
import { ANSWER_FORMATS, type AnswerFormat } from "./answer-formats.js";
import { judgeAnswer } from "./judge-answer.js";
import type { MathProblem } from "./math-problems.js";

export interface MathTaskOptions {
  problems: Partial<Readonly<Record<Split, readonly MathProblem[]>>>;
  /** How an answer is asked for; default "boxed". */
  format?: AnswerFormat["name"];
  /**
   * Whether a problem is put as what a user says, by the model's chat template; false: as a text to continue, for a model
   * without one. Default true.
   */
  chat?: boolean;
  /** A response this long is taken as cut off, its answer as not given; default 512. */
  maxResponseTokens?: number;
}

/**
 * Problems in words, answered in one of the answer formats and judged by value. Outcomes: "right", "wrong",
 * "unreadable" (not in the format, or without one meaning), "out-of-budget" (cut off).
 *
 *     const task = mathTask({ problems: { train: await readMathProblems("gsm8k.jsonl") } });
 *
 * `data/experiments/math-problems` trains on it.
 */
export function mathTask({
  problems,
  format = "boxed",
  chat = true,
  maxResponseTokens = 512,
}: MathTaskOptions): Task<MathProblem> {
  const { prompt, read } = ANSWER_FORMATS[format];
  return {
    name: "math",
    parameters: { format, chat, maxResponseTokens },
    maxResponseTokens,
    problems: (split) => problems[split] ?? [],
    prompt: ({ question }) => (chat ? [{ role: "user", content: prompt(question) }] : prompt(question)),
    verify({ answer }, response) {
      if (response.tokens.length >= maxResponseTokens)
        return { reward: 0, outcome: "out-of-budget", valid: false };
      const given = read(response.text());
      const verdict = "answer" in given ? judgeAnswer(given.answer, answer).verdict : "unreadable";
      return { reward: verdict === "right" ? 1 : 0, outcome: verdict, valid: verdict !== "unreadable" };
    },
  };
}
