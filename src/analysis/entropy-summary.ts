import { ROLE_NAMES } from "../countdown/index.js";
import {
  type StreamingDistribution,
  streamingDistribution,
  type TokenMean,
  tokenTotals,
} from "../entropy/index.js";
import type { Tokenizer } from "../models/index.js";
import { seededRng } from "../random/index.js";
import type { Interval } from "../statistics/index.js";

/** What is kept of measured responses, whatever their number. Entropies in nats. */
export interface EntropySummary {
  responses: number;
  tokens: number;
  meanEntropy: Interval;
  /** Share of tokens below 0.01 nats. */
  shareBelow001: Interval;
  percentile80: Interval;
  /** Where the roles are known: of each role its share of the tokens and of the entropy. */
  roles?: { role: string; tokens: number; tokenShare: number; entropyShare: number }[];
}

export interface SummaryBuilder {
  add(response: { tokens: ArrayLike<number>; entropies: ArrayLike<number>; roles?: ArrayLike<number> }): void;
  summary(): EntropySummary;
  distribution: StreamingDistribution;
  /** Mean entropy of each token (as a reader is shown it) seen more than `minimum` times, highest first. */
  tokenMeans(minimum: number): TokenMean<string>[];
}

/** Gathers a summary response by response, in constant memory. */
export function summaryBuilder(tokenizer: Pick<Tokenizer, "vocabSize" | "displayToken">): SummaryBuilder {
  const distribution = streamingDistribution({ vocabSize: tokenizer.vocabSize, rng: seededRng(0) });
  const totals = tokenTotals<number>();
  const roleTokens = new Float64Array(ROLE_NAMES.length);
  const roleEntropy = new Float64Array(ROLE_NAMES.length);
  const share = (values: Float64Array, i: number): number =>
    values[i] /
    Math.max(
      Number.MIN_VALUE,
      values.reduce((sum, value) => sum + value, 0),
    );
  return {
    distribution,
    add({ tokens, entropies, roles }) {
      distribution.add(entropies);
      totals.add(tokens, entropies);
      for (let t = 0; t < (roles?.length ?? 0); t++) {
        roleTokens[roles![t]]++;
        roleEntropy[roles![t]] += entropies[t];
      }
    },
    summary: () => ({
      responses: distribution.responses(),
      tokens: distribution.tokens(),
      meanEntropy: distribution.mean(),
      shareBelow001: distribution.shareBelow(0.01),
      percentile80: distribution.percentile(80),
      ...(roleTokens.some((count) => count > 0) && {
        roles: ROLE_NAMES.map((role, i) => ({
          role,
          tokens: roleTokens[i],
          tokenShare: share(roleTokens, i),
          entropyShare: share(roleEntropy, i),
        })),
      }),
    }),
    tokenMeans: (minimum) =>
      totals.means({ minimum }).map((mean) => ({ ...mean, token: tokenizer.displayToken(mean.token) })),
  };
}
