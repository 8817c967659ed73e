import { z } from "zod";
import { type Problem, promptTokens } from "../countdown/index.js";
import type { Tokenizer } from "../models/index.js";

/** What to continue: a text, token ids, or a Countdown problem. */
export interface Prompt {
  tokens: Int32Array;
  /** Known for Countdown problems only; then the roles of the response's tokens are known too. */
  problem?: Problem;
}

const promptSchema = z.union([
  z.strictObject({ prompt: z.string().min(1) }),
  z.strictObject({ tokens: z.array(z.int().nonnegative()).min(1) }),
  z.strictObject({ numbers: z.array(z.int().positive()).min(2), target: z.int() }),
]);

/** What a model takes: its tokenizer, and the most tokens it is meant for. */
export interface PromptLimits {
  tokenizer: Tokenizer;
  longest: number;
}

/**
 * One line of a prompts file. Throws, saying what is wanted, on anything else, on ids outside the vocabulary, and on a
 * prompt of no tokens or of more than the model is meant for.
 */
export function parsePrompt(value: unknown, { tokenizer, longest }: PromptLimits): Prompt {
  const prompt = readPrompt(value, tokenizer);
  requireLength(prompt.tokens, longest);
  return prompt;
}

function readPrompt(value: unknown, tokenizer: Tokenizer): Prompt {
  const line = parse(
    promptSchema,
    value,
    '{"prompt": text}, {"tokens": [ids]} or {"numbers": [...], "target": n}',
  );
  if ("prompt" in line)
    return { tokens: Int32Array.from(tokenizer.encode(line.prompt, { specialTokens: true })) };
  if ("tokens" in line) return { tokens: idsWithin(line.tokens, tokenizer) };
  return problemPrompt(line);
}

/** The prompt of a Countdown problem. */
export function problemPrompt(problem: Problem): Prompt {
  return { tokens: promptTokens(problem), problem };
}

const scoreSchema = z.strictObject({ tokens: z.array(z.int().nonnegative()).min(2) });

/** One line of a file to be scored: the ids of a text. Throws as `parsePrompt` does. */
export function parseScoredText(value: unknown, { tokenizer, longest }: PromptLimits): Int32Array {
  const { tokens } = parse(scoreSchema, value, '{"tokens": [ids]} with two ids or more');
  const ids = idsWithin(tokens, tokenizer);
  requireLength(ids, longest);
  return ids;
}

function requireLength({ length }: Int32Array, longest: number): void {
  if (length === 0) throw new Error("wanted a text of one token or more, received none");
  if (length > longest)
    throw new Error(`wanted at most ${longest} tokens, what the model is meant for, received ${length}`);
}

function parse<T>(schema: z.ZodType<T>, value: unknown, wanted: string): T {
  const result = schema.safeParse(value);
  if (!result.success) throw new Error(`wanted ${wanted}`);
  return result.data;
}

function idsWithin(ids: readonly number[], { vocabSize }: Tokenizer): Int32Array {
  const outside = ids.find((id) => id >= vocabSize);
  if (outside !== undefined)
    throw new Error(`token id ${outside} is not in the vocabulary of ${vocabSize} (0 to ${vocabSize - 1})`);
  return Int32Array.from(ids);
}
