import { ROLE_NAMES } from "../countdown/index.js";
import {
  type StreamingDistribution,
  streamingDistribution,
  type TokenMean,
  tokenTotals,
} from "../entropy/index.js";
import type { Tokenizer } from "../models/index.js";
import { paperQuantity } from "../paper/index.js";
import { seededRng } from "../random/index.js";
import type { Interval } from "../statistics/index.js";
import { type TokenClassMean, tokenClassMeans } from "./token-classes.js";

/** Width of the bins of a recorded histogram, nats: those of the paper's Fig 2a. */
const BIN = 0.04;

/** What a record keeps of single tokens: so many at either end, seen more often than this. */
const RECORDED_TOKENS = { count: 100, minimum: 14 };

/** What is kept of measured responses, whatever their number. Entropies in nats; intervals are over problems. */
export interface EntropySummary {
  responses: number;
  problems: number;
  tokens: number;
  meanEntropy: Interval;
  /** Share of tokens below 0.01 nats. */
  shareBelow001: Interval;
  median: Interval;
  percentile80: Interval;
  /** Share of tokens above the paper's 80th percentile: what a threshold fixed there keeps. */
  shareAbovePaper: Interval;
  /** Share of all entropy in the fifth of tokens of highest entropy: what a rho fixed at 0.2 covers. */
  topFifthEntropy: Interval;
  /** Tokens in bins of equal width from 0 nats on. */
  histogram: { binWidth: number; counts: number[] };
  /** Where the roles are known: of each role its share of the tokens and of the entropy. */
  roles?: { role: string; tokens: number; tokenShare: number; entropyShare: number }[];
  /** Elsewhere: kinds of tokens of a natural text, and the tokens of highest and lowest mean entropy. */
  classes?: TokenClassMean[];
  highestTokens?: TokenMean<string>[];
  lowestTokens?: TokenMean<string>[];
}

export interface MeasuredTokens {
  tokens: ArrayLike<number>;
  entropies: ArrayLike<number>;
  /** Indices into the role names, where the roles are known. */
  roles?: ArrayLike<number>;
  /** Responses to one problem that follow each other are drawn together in the intervals; default: each alone. */
  problem?: number;
}

export interface SummaryBuilder {
  add(response: MeasuredTokens): void;
  summary(): EntropySummary;
  /** Of what has been added, problem by problem. */
  distribution(): StreamingDistribution;
  /** Mean entropy of each token (as a reader is shown it) seen more than `minimum` times, highest first. */
  tokenMeans(minimum: number): TokenMean<string>[];
}

/**
 * Gathers a summary response by response, in memory that does not grow with the number of tokens.
 *
 *     const summary = summaryBuilder(loadTokenizer(folder));
 *     summary.add({ tokens: [24, 23], entropies: [0.7, 0] });
 *
 * @param options roleNames: of the task whose problems are answered; default Countdown's
 */
export function summaryBuilder(
  tokenizer: Pick<Tokenizer, "vocabSize" | "displayToken">,
  { roleNames = ROLE_NAMES }: { roleNames?: readonly string[] } = {},
): SummaryBuilder {
  const gathered = streamingDistribution({ vocabSize: tokenizer.vocabSize, rng: seededRng(0) });
  const totals = tokenTotals<number>();
  const classes = tokenClassMeans(tokenizer);
  const roles = roleShares(roleNames);
  let responses = 0;
  let problem: number | undefined;
  let together: number[] = [];
  const distribution = (): StreamingDistribution => {
    if (together.length > 0) gathered.add(together);
    together = [];
    return gathered;
  };
  const tokenMeans = (minimum: number): TokenMean<string>[] =>
    totals.means({ minimum }).map((mean) => ({ ...mean, token: tokenizer.displayToken(mean.token) }));
  return {
    distribution,
    tokenMeans,
    add(response) {
      if (response.problem === undefined || response.problem !== problem) distribution();
      problem = response.problem;
      responses++;
      for (let t = 0; t < response.entropies.length; t++) together.push(response.entropies[t]);
      totals.add(response.tokens, response.entropies);
      if (response.roles) roles.add(response.roles, response.entropies);
      else classes.add(response);
    },
    summary() {
      const all = distribution();
      const below = all.shareBelow(paperQuantity("figure-2a", "80th percentile").value);
      const means = tokenMeans(RECORDED_TOKENS.minimum);
      return {
        responses,
        problems: all.responses(),
        tokens: all.tokens(),
        meanEntropy: all.mean(),
        shareBelow001: all.shareBelow(0.01),
        median: all.percentile(50),
        percentile80: all.percentile(80),
        shareAbovePaper: { estimate: 1 - below.estimate, low: 1 - below.high, high: 1 - below.low },
        topFifthEntropy: all.topShare(0.2),
        histogram: { binWidth: BIN, counts: binned(all) },
        ...(roles.any() && { roles: roles.shares() }),
        ...(classes.any() && {
          classes: classes.means(),
          highestTokens: means.slice(0, RECORDED_TOKENS.count),
          lowestTokens: means.slice(-RECORDED_TOKENS.count).reverse(),
        }),
      };
    },
  };
}

/** Counts in bins of `BIN`, up to the last that is not empty. */
function binned(distribution: StreamingDistribution): number[] {
  const perBin = Math.round(BIN / distribution.resolution);
  const counts: number[] = [];
  for (const [i, count] of distribution.counts().entries()) {
    if (count === 0) continue;
    const bin = Math.floor(i / perBin);
    while (counts.length <= bin) counts.push(0);
    counts[bin] += count;
  }
  return counts;
}

/** Tokens and entropy by role. */
function roleShares(names: readonly string[]) {
  const [tokens, entropy] = [new Float64Array(names.length), new Float64Array(names.length)];
  const share = (values: Float64Array, i: number): number =>
    values[i] /
    Math.max(
      Number.MIN_VALUE,
      values.reduce((sum, value) => sum + value, 0),
    );
  return {
    add(roles: ArrayLike<number>, entropies: ArrayLike<number>): void {
      for (let t = 0; t < roles.length; t++) {
        tokens[roles[t]]++;
        entropy[roles[t]] += entropies[t];
      }
    },
    any: () => tokens.some((count) => count > 0),
    shares: () =>
      names.map((role, i) => ({
        role,
        tokens: tokens[i],
        tokenShare: share(tokens, i),
        entropyShare: share(entropy, i),
      })),
  };
}
