import { z } from "zod";

/** A token with its log-probability (nats). */
export interface SeenToken {
  text: string;
  logProb: number;
}

/** One token of a served model's response, with what the server shows of the distribution that it was drawn from. */
export interface ServedToken {
  text: string;
  /** nats; null where the server does not tell it. */
  logProb: number | null;
  /** Distinct tokens, the likeliest first; the sampled one is among them where its log-probability is known. */
  top: SeenToken[];
  /** ln p that no token outside `top` exceeds; null where a likelier one may be hidden. */
  cap: number | null;
}

/** What servers write for a token that is outside all they show. */
const UNKNOWN = -9000;

const logProb = z.number().nullish();
const listForm = z.object({
  content: z
    .array(
      z.object({
        token: z.string(),
        logprob: logProb,
        top_logprobs: z.array(z.object({ token: z.string(), logprob: logProb })).nullish(),
      }),
    )
    .nullable(),
});
const tableForm = z.object({
  tokens: z.array(z.string()),
  token_logprobs: z.array(logProb),
  top_logprobs: z.array(z.record(z.string(), logProb).nullable()).nullish(),
});

/**
 * Reads the `logprobs` of a choice, or of a part of a stream: the list form of chat endpoints, or the older table form.
 * No tokens where it is null.
 *
 * @param asked how many of the likeliest tokens were asked for
 * @throws on any other form, and on rows of different number
 */
export function servedTokens(logprobs: unknown, asked: number): ServedToken[] {
  if (logprobs === null || logprobs === undefined) return [];
  const list = listForm.safeParse(logprobs);
  if (list.success)
    return (list.data.content ?? []).map(({ token, logprob, top_logprobs }) => {
      const listed = (top_logprobs ?? []).map((entry) => ({
        text: entry.token,
        logProb: entry.logprob ?? null,
      }));
      return servedToken({ text: token, logProb: logprob ?? null }, listed, asked);
    });
  const table = tableForm.safeParse(logprobs);
  if (!table.success)
    throw new Error(`log-probabilities of an unknown form: ${JSON.stringify(logprobs).slice(0, 120)}`);
  const { tokens, token_logprobs, top_logprobs } = table.data;
  if (token_logprobs.length !== tokens.length || (top_logprobs && top_logprobs.length !== tokens.length))
    throw new Error(
      `${tokens.length} tokens have ${token_logprobs.length} log-probabilities and ${top_logprobs?.length} lists of the likeliest`,
    );
  return tokens.map((text, i) => {
    const listed = Object.entries(top_logprobs?.[i] ?? {}).map(([text, logProb]) => ({
      text,
      logProb: logProb ?? null,
    }));
    return servedToken({ text, logProb: token_logprobs[i] ?? null }, listed, asked);
  });
}

/**
 * A table is keyed by text, and some servers make their lists of it: of tokens of one text it shows one, and a sampled
 * token outside the top k beside the k. So the least of the k caps the unseen only where it is plain that none is
 * hidden: k + 1 entries, or k of which the sampled one is not the least.
 */
function servedToken(
  { text, logProb }: { text: string; logProb: number | null },
  listed: readonly { text: string; logProb: number | null }[],
  asked: number,
): ServedToken {
  const isKnown = (value: number | null): value is number => value !== null && value > UNKNOWN;
  const top = listed.filter((entry): entry is SeenToken => isKnown(entry.logProb));
  const least = Math.min(...top.filter((entry) => entry.text !== text).map((entry) => entry.logProb));
  const sampled = top.find((entry) => entry.text === text);
  const isComplete = top.length > asked || (top.length === asked && (!sampled || sampled.logProb > least));
  if (!sampled && isKnown(logProb)) top.push({ text, logProb });
  return {
    text,
    logProb: isKnown(logProb) ? Math.min(0, logProb) : null,
    top: top
      .map((entry) => ({ ...entry, logProb: Math.min(0, entry.logProb) }))
      .sort((a, b) => b.logProb - a.logProb),
    cap: isComplete && Number.isFinite(least) ? least : null,
  };
}
