import { z } from "zod";
import { countdownTask, speaksCountdown } from "../countdown/index.js";
import { lineOfForm } from "../files/index.js";
import { ANSWER_FORMATS, type AnswerFormat, parseMathProblem } from "../math/index.js";
import type { ChatTemplate, Tokenizer } from "../models/index.js";
import { type Sequence, taskPrompt } from "../rollout/index.js";
import type { ChatMessage, Task } from "../task/index.js";

/** What to continue: a text, token ids, or a problem of a task. */
export interface Prompt {
  tokens: Int32Array;
  /** Known for problems of a task only; then it may know the roles of the response's tokens too. */
  problem?: unknown;
  /** Of a problem with a known answer: the format that the answer is asked for in, and the key that it is judged by. */
  asked?: { format: AnswerFormat["name"]; key: string };
}

/** What a model takes. */
export interface PromptLimits {
  tokenizer: Tokenizer;
  /** The most tokens that the model is meant for. */
  longest: number;
  /** How it wants conversations written, where it says so. */
  template?: ChatTemplate;
  /** Whether it shall think first, where its template knows a switch for that. */
  think?: boolean;
  /** Whether a prompt is put as what a user says, instead of as a text to continue; default false. */
  asUser?: boolean;
}

const text = z.string().min(1);
const ids = z.array(z.int().nonnegative());
const messages = z.array(z.strictObject({ role: text, content: z.string() })).min(1);

/** In any order: a problem has them in descending order. */
const numbers = z
  .array(z.int().positive())
  .min(3)
  .max(4)
  .transform((values) => values.sort((a, b) => b - a));

const promptSchema = z.union([
  z.strictObject({ prompt: text }),
  z.strictObject({ messages }),
  z.strictObject({ tokens: ids.min(1) }),
  z.strictObject({ numbers, target: z.int() }),
]);

/**
 * One line of a prompts file: a text, a conversation that the model's chat template writes out, ids, or a Countdown
 * problem of three or four numbers. Throws, saying what is wanted, on anything else, on ids outside the vocabulary, on a
 * conversation where the model has no chat template, on a Countdown problem where it has another vocabulary, and on a
 * prompt of no tokens or of more than the model is meant for.
 * @example parsePrompt({ prompt: "12 * 3 =" }, { tokenizer, longest: 4096 })
 */
export function parsePrompt(value: unknown, limits: PromptLimits): Prompt {
  const wanted =
    '{"prompt": text}, {"messages": [{"role": ..., "content": ...}]}, {"tokens": [ids]}, {"numbers": [three or four], "target": n} or, in a file of prompts, {"question": text, "answer": text}';
  const line = lineOfForm(value, promptSchema, wanted);
  if ("numbers" in line && !speaksCountdown(limits.tokenizer))
    throw new Error(
      'the model\'s vocabulary is not Countdown\'s, so it takes no {"numbers", "target"}; wanted a text, messages or token ids',
    );
  const prompt: Prompt =
    "numbers" in line
      ? problemPrompt(countdownTask(), line, limits)
      : {
          tokens:
            "tokens" in line ? idsWithin(line.tokens, limits) : encode(promptText(line, limits), limits),
        };
  requireLength(prompt.tokens.length, limits.longest);
  return prompt;
}

/**
 * The prompts that one line of a prompts file stands for: a problem with a known answer, {"question", "answer"}, in each
 * of the formats, or what `parsePrompt` takes. Throws as it does.
 * @example parsePrompts({ question: "12 * 3?", answer: "36" }, limits, ["boxed", "json"]).length // two
 */
export function parsePrompts(
  value: unknown,
  limits: PromptLimits,
  formats: readonly AnswerFormat["name"][],
): Prompt[] {
  if (typeof value !== "object" || value === null || !("answer" in value))
    return [parsePrompt(value, limits)];
  const { question, answer } = parseMathProblem(value);
  return formats.map((format) => ({
    ...parsePrompt({ prompt: ANSWER_FORMATS[format].prompt(question) }, limits),
    asked: { format, key: answer },
  }));
}

/** A text that a model continues; special tokens are added where it does not have them already. */
interface PromptText {
  text: string;
  specialTokens: boolean;
}

type WrittenPrompt = { prompt: string } | { messages: ChatMessage[] };

function promptText(line: WrittenPrompt, { template, think, asUser }: PromptLimits): PromptText {
  if ("prompt" in line && !asUser) return { text: line.prompt, specialTokens: true };
  if (!template) throw new Error("the model has no chat template, so it takes no messages");
  const messages = "prompt" in line ? [{ role: "user", content: line.prompt }] : line.messages;
  return { text: template.render(messages, { think }), specialTokens: false };
}

function encode({ text, specialTokens }: PromptText, { tokenizer }: PromptLimits): Int32Array {
  return Int32Array.from(tokenizer.encode(text, { specialTokens }));
}

/**
 * The prompt of a problem of a task.
 *
 *     problemPrompt(countdownTask(), { numbers: [9, 5, 3], target: 12 }, { longest: 128, tokenizer }).tokens
 *
 * @throws Error as `taskPrompt`
 */
export function problemPrompt(
  task: Task,
  problem: unknown,
  { longest, tokenizer }: Pick<PromptLimits, "longest" | "tokenizer">,
): Prompt {
  const ids = taskPrompt(task, problem, { config: { maxPositions: longest } }, tokenizer);
  return { tokens: Int32Array.from(ids), problem };
}

const scoreSchema = z.union([
  z.strictObject({ tokens: ids.min(2) }),
  z.strictObject({ text }),
  z.strictObject({ prompt: text, response: text }),
  z.strictObject({ messages, response: text }),
]);

/**
 * One line of a file to be scored: ids or a text, all of whose tokens but the first count, or a prompt or conversation
 * with a response, whose tokens alone count. Throws as `parsePrompt` does.
 * @example parseScoredText({ prompt: "12 * 3 =", response: " 36" }, { tokenizer, longest: 4096 })
 */
export function parseScoredText(value: unknown, limits: PromptLimits): Sequence {
  const wanted =
    '{"tokens": [ids]} with two ids or more, {"text": text}, {"prompt": text, "response": text} or {"messages": [...], "response": text}';
  const line = lineOfForm(value, scoreSchema, wanted);
  const sequence = "response" in line ? answered(line, limits) : wholeText(line, limits);
  if (sequence.response.length === 0) throw new Error("wanted a text of two tokens or more, received one");
  requireLength(sequence.prompt.length + sequence.response.length, limits.longest);
  return sequence;
}

function wholeText(line: { tokens: number[] } | { text: string }, limits: PromptLimits): Sequence {
  const all =
    "tokens" in line
      ? idsWithin(line.tokens, limits)
      : encode({ text: line.text, specialTokens: true }, limits);
  return { prompt: all.subarray(0, 1), response: all.subarray(1) };
}

/**
 * A prompt with the tokens of a response: those that follow the prompt's in the whole text, or, where the two would grow
 * together, those of the response alone. The prompt's tokens are always those that a sampled response would follow.
 */
function answered(line: WrittenPrompt & { response: string }, limits: PromptLimits): Sequence {
  const before = promptText(line, limits);
  const prompt = encode(before, limits);
  const whole = encode({ ...before, text: before.text + line.response }, limits);
  if (prompt.every((id, i) => whole[i] === id)) return { prompt, response: whole.subarray(prompt.length) };
  return { prompt, response: encode({ text: line.response, specialTokens: false }, limits) };
}

function requireLength(length: number, longest: number): void {
  if (length === 0) throw new Error("wanted a text of one token or more, received none");
  if (length > longest)
    throw new Error(`wanted at most ${longest} tokens, what the model is meant for, received ${length}`);
}

function idsWithin(ids: readonly number[], { tokenizer: { vocabSize } }: PromptLimits): Int32Array {
  const outside = ids.find((id) => id >= vocabSize);
  if (outside !== undefined)
    throw new Error(`token id ${outside} is not in the vocabulary of ${vocabSize} (0 to ${vocabSize - 1})`);
  return Int32Array.from(ids);
}
