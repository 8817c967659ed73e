import { type SummaryBuilder, summaryBuilder } from "./entropy-summary.js";
import type { WrittenResponse } from "./written-responses.js";

/** More tokens than any vocabulary has. */
const ANY_VOCABULARY = 2 ** 20;

/** What is measured of written responses: their entropies, or of a served model the bounds of them. */
export interface WrittenSummary {
  of: "entropies" | "lower bounds" | "upper bounds";
  summary: SummaryBuilder;
}

/**
 * Sums up written responses as `npm run measure` does, answers to a problem together. Of a served model there are two: as
 * if all entropies were at their lower bounds, and where upper ones are known as if they were there. Tokens whose entropy
 * is not known are left out.
 * @example writtenSummaries(responses)[0].summary.summary().percentile80
 */
export function writtenSummaries(responses: readonly WrittenResponse[]): WrittenSummary[] {
  const served = responses.some(({ upper }) => upper !== undefined);
  const lower = {
    of: served ? "lower bounds" : "entropies",
    summary: summed(responses, "entropies"),
  } as const;
  const isBounded = responses.some(({ upper }) => upper?.some((nats) => nats !== null));
  return isBounded ? [lower, { of: "upper bounds", summary: summed(responses, "upper") }] : [lower];
}

function summed(responses: readonly WrittenResponse[], column: "entropies" | "upper"): SummaryBuilder {
  const texts = [...new Set(responses.flatMap(({ tokens }) => tokens))];
  const ids = new Map(texts.map((text, id) => [text, id]));
  const summary = summaryBuilder({ vocabSize: ANY_VOCABULARY, displayToken: (id) => texts[id] });
  for (const { problem, tokens, ...columns } of responses) {
    const known = tokens.flatMap((token, t) => {
      const entropy = columns[column]?.[t] ?? null;
      return entropy === null ? [] : [{ id: ids.get(token)!, entropy }];
    });
    summary.add({
      problem,
      tokens: known.map(({ id }) => id),
      entropies: known.map(({ entropy }) => entropy),
    });
  }
  return summary;
}
