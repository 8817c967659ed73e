import { z } from "zod";
import { lineOfForm } from "../../files/index.js";
import { alignedEcho, type EchoAlignment, type Server } from "../../models/index.js";
import { inParallel } from "./in-parallel.js";
import { type ServedColumns, servedColumns } from "./served-record.js";

/** A text to be scored; of one with a prompt only the tokens of the response count. */
export interface EchoText {
  prompt: string;
  response: string;
}

const textSchema = z.union([
  z.strictObject({ text: z.string().min(1) }),
  z.strictObject({ prompt: z.string(), response: z.string().min(1) }),
]);

/**
 * One line of a file to be scored by a server. Throws, saying what is wanted, on anything else.
 * @example parseEchoText({ prompt: "12 * 3 =", response: " 36" })
 */
export function parseEchoText(value: unknown): EchoText {
  const line = lineOfForm(value, textSchema, '{"text": text} or {"prompt": text, "response": text}');
  return "text" in line ? { prompt: "", response: line.text } : line;
}

/**
 * Scores given texts by a server's echo, whose alignment `probeEcho` has found out. A token that stands on both sides
 * of the border between prompt and response counts to the response.
 *
 * @returns the columns of each text's response, in the order of the texts
 * @example await scoreByEcho(server, texts, { alignment: await probeEcho(server, { top: 20 }), top: 20 })
 */
export async function scoreByEcho(
  server: Server,
  texts: readonly EchoText[],
  {
    alignment,
    top,
    vocabSize,
    concurrency = 4,
    show,
  }: {
    alignment: EchoAlignment;
    top: number;
    vocabSize?: number;
    concurrency?: number;
    show?: (complete: number, count: number) => void;
  },
): Promise<ServedColumns[]> {
  const scored: ServedColumns[] = [];
  let complete = 0;
  await inParallel([...texts.entries()], concurrency, async ([place, { prompt, response }]) => {
    const tokens = alignedEcho(await server.echo(prompt + response, { top }), alignment);
    let end = 0;
    const first = tokens.findIndex(({ text }) => {
      end += text.length;
      return end > prompt.length;
    });
    scored[place] = servedColumns(tokens.slice(first), vocabSize);
    show?.(++complete, texts.length);
  });
  return scored;
}
