import {
  type StreamingDistribution,
  streamingDistribution,
  type TokenMean,
  tokenTotals,
} from "../../entropy/index.js";
import { ANSWER_FORMATS, type FormatCompliance, formatCompliance } from "../../math/index.js";
import { seededRng } from "../../random/index.js";
import { grouped, type Interval } from "../../statistics/index.js";
import type { ServedRecord } from "./served-record.js";

/**
 * A measure of entropies that are known within bounds: its value were all entropies at their lower bounds, and at their
 * upper ones (null where there is none), each with its 95 % interval over problems. The truth lies between.
 */
export interface BoundedMeasure {
  low: Interval | null;
  high: Interval | null;
}

/** What is kept of a served model's responses. Entropies in nats. */
export interface ServedSummary {
  responses: number;
  problems: number;
  tokens: number;
  meanEntropy: BoundedMeasure;
  shareBelow001: BoundedMeasure;
  percentile80: BoundedMeasure;
  /** Of responses to problems with a known answer, by the format they were asked for. */
  formats: FormatCompliance[];
  /** Most tokens that were shown at one place. */
  mostShown: number;
  /** Distributions of the bounds. */
  distributions: { low: StreamingDistribution; high?: StreamingDistribution };
  /** By token text: mean lower bounds, highest first, and mean upper bounds, lowest first. */
  highestTokens(minimum: number): TokenMean<string>[];
  lowestTokens(minimum: number): TokenMean<string>[];
}

/** Where the vocabulary's size is not known: more tokens than any has. */
const ANY_VOCABULARY = 2 ** 31;

/**
 * Sums up the records of a collection. @throws where there is no token to measure
 * @example servedSummary(records, { vocabSize: 151_936 })
 */
export function servedSummary(
  records: readonly ServedRecord[],
  { vocabSize }: { vocabSize?: number } = {},
): ServedSummary {
  const problems = grouped(records, ({ prompt }) => prompt);
  const low = boundOf(problems, "entropyLow", vocabSize ?? ANY_VOCABULARY);
  const high = vocabSize === undefined ? undefined : boundOf(problems, "entropyHigh", vocabSize);
  const judged = grouped(
    records.filter(({ key }) => key !== undefined),
    ({ format }) => format!,
  );
  return {
    responses: records.length,
    problems: problems.size,
    tokens: low.distribution.tokens(),
    meanEntropy: { low: low.distribution.mean(), high: high?.distribution.mean() ?? null },
    shareBelow001: {
      low: high?.distribution.shareBelow(0.01) ?? null,
      high: low.distribution.shareBelow(0.01),
    },
    percentile80: { low: low.distribution.percentile(80), high: high?.distribution.percentile(80) ?? null },
    formats: [...judged].map(([format, responses]) =>
      formatCompliance(
        responses.map(({ prompt, text, key, finish }) => ({
          ...{ problem: prompt, response: text, key: key! },
          cutOff: finish === "length",
        })),
        ANSWER_FORMATS[format],
        { rng: seededRng(0) },
      ),
    ),
    mostShown: records.reduce(
      (most, { top }) => top.reduce((m, shown) => Math.max(m, shown.length), most),
      0,
    ),
    distributions: { low: low.distribution, high: high?.distribution },
    highestTokens: (minimum) => low.totals.means({ minimum }),
    lowestTokens: (minimum) => high?.totals.means({ minimum }).reverse() ?? [],
  };
}

/** The distribution of one bound over the tokens that have it, answers to a problem together. */
function boundOf(
  problems: ReadonlyMap<number, readonly ServedRecord[]>,
  bound: "entropyLow" | "entropyHigh",
  vocabSize: number,
): { distribution: StreamingDistribution; totals: ReturnType<typeof tokenTotals<string>> } {
  const distribution = streamingDistribution({ vocabSize, rng: seededRng(0) });
  const totals = tokenTotals<string>();
  for (const records of problems.values()) {
    const measured = records.flatMap((record) =>
      record.tokens.flatMap((token, t) =>
        record[bound][t] === null ? [] : [{ token, entropy: record[bound][t]! }],
      ),
    );
    const entropies = measured.map(({ entropy }) => entropy);
    distribution.add(entropies);
    totals.add(
      measured.map(({ token }) => token),
      entropies,
    );
  }
  return { distribution, totals };
}
