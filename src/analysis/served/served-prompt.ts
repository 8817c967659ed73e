import { z } from "zod";
import { lineOfForm } from "../../files/index.js";
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
const lineSchema = z.union([
  z.strictObject({ messages: z.array(message).min(1) }),
  z.strictObject({ prompt: z.string().min(1) }),
]);
const WANTED = '{"prompt": text}, {"messages": [...]} or {"question": text, "answer": text}';

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
  if (typeof value !== "object" || value === null || !("answer" in value)) {
    const line = lineOfForm(value, lineSchema, WANTED);
    return [{ ask: "messages" in line ? line : put(line.prompt) }];
  }
  const { question, answer } = parseMathProblem(value);
  return formats.map((format) => ({
    ask: put(ANSWER_FORMATS[format].prompt(question)),
    format,
    key: answer,
  }));
}
