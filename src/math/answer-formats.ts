import { quote } from "../text/index.js";
import { boxes } from "./boxes.js";
import { judgeAnswer } from "./judge-answer.js";
import { reading, Unreadable } from "./unreadable.js";

/** The answer that a response gives in the format it was asked for, or why none can be read. */
export type FormattedAnswer = { answer: string } | { unreadable: string };

/** A way to ask for an answer, and the strict reader of what comes back. */
export interface AnswerFormat {
  name: "boxed" | "think" | "json" | "plain";
  /** What is said after the question. */
  instruction: string;
  /** Question and instruction as one prompt. */
  prompt(question: string): string;
  /** A thought in front (up to </think>) is not part of the answer; a thought that never ends leaves none. */
  read(response: string): FormattedAnswer;
}

function answerFormat(
  name: AnswerFormat["name"],
  instruction: string,
  read: (response: string) => string,
): AnswerFormat {
  return {
    name,
    instruction,
    prompt: (question) => `${question}\n\n${instruction}`,
    read: (response) => reading(() => ({ answer: filled(read(response)) })),
  };
}

/** The four formats by name. */
export const ANSWER_FORMATS: Readonly<Record<AnswerFormat["name"], AnswerFormat>> = {
  boxed: answerFormat(
    "boxed",
    "Please reason step by step, and put your final answer within \\boxed{}.",
    (response) => oneOf(boxes(afterThought(response)), "\\boxed{}"),
  ),
  think: answerFormat(
    "think",
    "Think first, inside <think> and </think>. Then give the final answer alone, inside <answer> and </answer>.",
    taggedAnswer,
  ),
  json: answerFormat(
    "json",
    'Reply with one JSON object and nothing else: {"reasoning": "your steps", "answer": "the final answer"}',
    (response) => answerOfJson(afterThought(response)),
  ),
  plain: answerFormat(
    "plain",
    'Reason step by step. End with one line that reads "The answer is N.", where N is the final answer.',
    (response) => {
      const last = afterThought(response).trim().split("\n").pop()!.replaceAll("**", "");
      const found = /^.*\bthe answer is:?\s+(.*)$/i.exec(last);
      if (!found) throw new Unreadable(`the last line is not "The answer is N.": ${quote(last)}`);
      return found[1];
    },
  ),
};

/** <think>...</think><answer>...</answer> and nothing else, each tag once; a template may have opened the thought. */
function taggedAnswer(response: string): string {
  const [thought, ...rest] = response.trim().split("</think>");
  const answer = rest.length === 1 ? rest[0].trim() : "";
  const inside = answer.slice("<answer>".length, -"</answer>".length);
  if (!answer.startsWith("<answer>") || !answer.endsWith("</answer>"))
    throw new Unreadable("the response is not <think>...</think><answer>...</answer>");
  if ([thought.replace(/^<think>/, ""), inside].some((part) => /<\/?(think|answer)>/.test(part)))
    throw new Unreadable("a tag stands more than once");
  return inside;
}

function afterThought(response: string): string {
  const end = response.lastIndexOf("</think>");
  if (end >= 0) return response.slice(end + "</think>".length);
  if (response.includes("<think>")) throw new Unreadable("the thought never ends");
  return response;
}

function filled(answer: string): string {
  if (answer.trim() === "") throw new Unreadable("the answer is empty");
  return answer.trim();
}

/** The last of several answers, if the others say the same. */
function oneOf(answers: string[], where: string): string {
  const last = answers.pop();
  if (last === undefined) throw new Unreadable(`no answer stands in ${where}`);
  const other = answers.find((answer) => judgeAnswer(answer, last).verdict !== "right");
  if (other !== undefined) throw new Unreadable(`${where} holds both ${quote(other)} and ${quote(last)}`);
  return last;
}

/** Alone or in one code fence, as Markdown writes it. */
function answerOfJson(response: string): string {
  const text = /^```(?:json)?\s*\n(.*)\n```$/s.exec(response.trim())?.[1] ?? response;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unreadable(`the response is no JSON: ${quote(text)}`);
  }
  const answer = (value as { answer?: unknown } | null)?.answer;
  if (typeof answer !== "string" && typeof answer !== "number")
    throw new Unreadable('the JSON has no "answer" that is a text or a number');
  return String(answer);
}
