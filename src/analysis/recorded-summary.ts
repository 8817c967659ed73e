import { z } from "zod";
import type { StreamingDistribution } from "../entropy/index.js";
import { readJson } from "../files/index.js";
import { ANSWER_FORMATS, type FormatCompliance } from "../math/index.js";
import type { EntropySummary } from "./entropy-summary.js";
import { TOKEN_CLASSES } from "./token-classes.js";

const interval = z.object({ estimate: z.number(), low: z.number(), high: z.number() });
const tokenMean = z.object({ token: z.string(), count: z.number(), meanEntropy: z.number() });
const summarySchema = z.object({
  command: z.string(),
  responses: z.number(),
  problems: z.number(),
  tokens: z.number(),
  meanEntropy: interval,
  shareBelow001: interval,
  median: interval,
  percentile80: interval,
  shareAbovePaper: interval,
  topFifthEntropy: interval,
  histogram: z.object({ binWidth: z.number().positive(), counts: z.array(z.number()) }),
  classes: z
    .array(
      z.object({
        name: z.enum(TOKEN_CLASSES),
        tokens: z.number(),
        tokenShare: z.number(),
        meanEntropy: z.number(),
        lessMean: interval,
      }),
    )
    .optional(),
  formats: z
    .array(
      z.object({
        format: z.enum(Object.keys(ANSWER_FORMATS) as [keyof typeof ANSWER_FORMATS]),
        responses: z.number(),
        problems: z.number(),
        compliant: interval,
        readable: interval,
        right: interval,
        cutOff: interval.optional(),
      }),
    )
    .default([]),
  highestTokens: z.array(tokenMean).optional(),
  lowestTokens: z.array(tokenMean).optional(),
});

/**
 * A summary that `npm run measure` has written, with the command that did, and how answers kept to the formats that they
 * were asked for.
 */
export type RecordedSummary = Omit<EntropySummary, "roles"> & {
  command: string;
  formats: FormatCompliance[];
};

/**
 * Reads a `summary.json` of `npm run measure`. Throws when it is missing, damaged or of an older form, naming it.
 * @example readSummary("measured/summary.json").percentile80
 */
export function readSummary(file: string): RecordedSummary {
  return readJson(file, summarySchema);
}

/**
 * What `entropyDistributionFigure` draws of a distribution, from a summary.
 * @example summaryDistribution(readSummary("measured/summary.json")).counts
 */
export function summaryDistribution({
  tokens,
  percentile80,
  histogram,
}: Pick<EntropySummary, "tokens" | "percentile80" | "histogram">): Pick<
  StreamingDistribution,
  "tokens" | "counts" | "resolution" | "percentile"
> {
  return {
    tokens: () => tokens,
    counts: () => Float64Array.from(histogram.counts),
    resolution: histogram.binWidth,
    percentile(percent) {
      if (percent !== 80) throw new Error(`a summary has the 80th percentile, not the ${percent}th`);
      return percentile80;
    },
  };
}
