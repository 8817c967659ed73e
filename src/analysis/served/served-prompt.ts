import { z } from "zod";
import { ANSWER_FORMATS, type AnswerFormat, parseMathProblem } from "../../math/index.js";
import type { ServedPrompt } from "../../models/index.js";

/** One line of a prompts file, as it is put to a served model. */
export interface ServedLine {
  ask: ServedPrompt;
  /** The format that the answer is asked for in, and the key that it is judged by. */
  format?: AnswerFormat["name"];
  key?: string;
}

const message = z.object({ role: z.string().min(1), content: z.string() });
const messagesSchema = z.strictObject({ messages: z.array(message).min(1) });
const promptSchema = z.strictObject({ prompt: z.string().min(1) });

/**
 * The requests that one line stands for: a text to continue, a conversation to answer, or a problem with a known answer
 * in each of the formats.
 *
 * @param options chat: put texts and problems as what a user says; false: as texts to continue
 * @throws on any other line
 * @example parseServedLine({ prompt: "12 * 3 =" }, { formats: [], chat: false })
 */
export function parseServedLine(
  value: unknown,
  { formats, chat }: { formats: readonly AnswerFormat["name"][]; chat: boolean },
): ServedLine[] {
  const put = (text: string): ServedPrompt =>
    chat ? { messages: [{ role: "user", content: text }] } : { prompt: text };
  const messages = messagesSchema.safeParse(value);
  if (messages.success) return [{ ask: messages.data }];
  const prompt = promptSchema.safeParse(value);
  if (prompt.success) return [{ ask: put(prompt.data.prompt) }];
  if (typeof value !== "object" || value === null || !("answer" in value))
    throw new Error('wanted {"prompt": text}, {"messages": [...]} or {"question": text, "answer": text}');
  const { question, answer } = parseMathProblem(value);
  return formats.map((format) => ({
    ask: put(ANSWER_FORMATS[format].prompt(question)),
    format,
    key: answer,
  }));
}
