import { type BootstrapOptions, clusteredMean, type Interval } from "../statistics/index.js";
import type { AnswerFormat } from "./answer-formats.js";
import { judgeAnswer } from "./judge-answer.js";

/** One response to a problem with a known answer. */
export interface AnsweredProblem {
  /** Any number that tells the problems apart. */
  problem: number;
  response: string;
  key: string;
  /** Whether the response reached the longest length before it ended, where that is known. */
  cutOff?: boolean;
}

/** How a model keeps to a format, shares with 95 % intervals over problems. */
export interface FormatCompliance {
  format: AnswerFormat["name"];
  responses: number;
  problems: number;
  /** Answers that stand in the format. */
  compliant: Interval;
  /** Answers that stand in the format and can be read. */
  readable: Interval;
  /** Right answers in the format. */
  right: Interval;
  /** Responses that reached the longest length before they ended, where that is known: their answers are not seen. */
  cutOff?: Interval;
}

/**
 * Shares of responses that keep to the format they were asked for, that can be read, and that are right. With one
 * response a problem this is compliance at the first try.
 *
 * @throws on no responses
 * @example formatCompliance([{ problem: 0, response: "\\boxed{36}", key: "36" }], format, { rng }).right
 */
export function formatCompliance(
  responses: readonly AnsweredProblem[],
  format: AnswerFormat,
  options: BootstrapOptions,
): FormatCompliance {
  if (responses.length === 0) throw new Error("formatCompliance wants at least one response, received none");
  const problems = responses.map(({ problem }) => problem);
  const verdicts = responses.map(({ response, key }) => {
    const read = format.read(response);
    return "answer" in read ? judgeAnswer(read.answer, key).verdict : "absent";
  });
  const share = (counted: readonly boolean[]): Interval =>
    clusteredMean(counted.map(Number), problems, options);
  const verdictIn = (...wanted: string[]): Interval =>
    share(verdicts.map((verdict) => wanted.includes(verdict)));
  const cutOff = responses.flatMap((response) => response.cutOff ?? []);
  return {
    format: format.name,
    responses: responses.length,
    problems: new Set(problems).size,
    compliant: verdictIn("right", "wrong", "unreadable"),
    readable: verdictIn("right", "wrong"),
    right: verdictIn("right"),
    ...(cutOff.length === responses.length && { cutOff: share(cutOff) }),
  };
}
