import { z } from "zod";
import { entropyBounds } from "../../entropy/index.js";
import type { ServedResponse, ServedToken } from "../../models/index.js";
import type { ServedLine } from "./served-prompt.js";

const number = z.number().nullable();

/** Columns of the tokens of a served text: one entry each. */
export const servedColumnsSchema = z.object({
  tokens: z.array(z.string()),
  /** nats; null where the server does not tell */
  logProbs: z.array(number),
  /** Bounds of the entropy, nats; null: no distribution is shown, or no upper bound is known. */
  entropyLow: z.array(number),
  entropyHigh: z.array(number),
  /** The tokens that are seen at each place, the likeliest first, with their log-probabilities. */
  top: z.array(z.array(z.tuple([z.string(), z.number()]))),
});

export type ServedColumns = z.infer<typeof servedColumnsSchema>;

/** One line of `responses.jsonl`. */
export const servedRecordSchema = servedColumnsSchema.extend({
  prompt: z.int(),
  sample: z.int(),
  format: z.enum(["boxed", "think", "json", "plain"]).optional(),
  key: z.string().optional(),
  text: z.string(),
  finish: z.string(),
});

export type ServedRecord = z.infer<typeof servedRecordSchema>;

/** Lays out the tokens of a served text with the bounds of their entropies. */
export function servedColumns(tokens: readonly ServedToken[], vocabSize: number | undefined): ServedColumns {
  const bounds = tokens.map(({ top, cap }) =>
    top.length > 0
      ? entropyBounds({ logProbs: top.map(({ logProb }) => logProb), cap: cap ?? undefined, vocabSize })
      : { low: null, high: null },
  );
  return {
    tokens: tokens.map(({ text }) => text),
    logProbs: tokens.map(({ logProb }) => short(logProb)),
    entropyLow: bounds.map(({ low }) => short(low)),
    entropyHigh: bounds.map(({ high }) => short(high)),
    top: tokens.map(({ top }) => top.map(({ text, logProb }) => [text, short(logProb)!])),
  };
}

/** The record of a response. */
export function servedRecord(
  { prompt, sample, line }: { prompt: number; sample: number; line: ServedLine },
  { text, finish, tokens }: ServedResponse,
  vocabSize: number | undefined,
): ServedRecord {
  const { format, key } = line;
  const asked = format === undefined ? {} : { format, key };
  return { prompt, sample, ...asked, text, finish, ...servedColumns(tokens, vocabSize) };
}

/** Seven significant digits: what a 32-bit number holds. */
function short(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(7));
}
