import {
  entropyChangeByPercentile,
  type PercentileBin,
  percentileBins,
  topEntropyOverlap,
} from "../entropy/index.js";
import type { LanguageModel } from "../models/index.js";
import { type SampledResponses, scoreTokens, sequencesOf } from "../rollout/index.js";
import { grouped, mean } from "../statistics/index.js";
import type { ResponseTokens } from "../tokens/index.js";

/** Responses read by a model before and after training; columns [response tokens]. */
export interface ReadTwice {
  columns: Pick<ResponseTokens, "tokens" | "starts" | "responses">;
  /** ln p and entropy of each token, nats */
  before: { logProbs: Float32Array; entropies: Float32Array };
  after: { logProbs: Float32Array; entropies: Float32Array };
}

/**
 * Reads the same responses with two models.
 *
 *     readTwice(base, trained, sampleResponses(trained, prompts, { maxNewTokens: 64, rng, eosId }))
 *
 * @throws as `scoreTokens` does
 */
export function readTwice(
  before: LanguageModel,
  after: LanguageModel,
  { prompts, columns }: Pick<SampledResponses, "prompts" | "columns">,
): ReadTwice {
  const sequences = sequencesOf({ prompts, columns });
  return { columns, before: scoreTokens(before, sequences), after: scoreTokens(after, sequences) };
}

/** What training did to the probability of one token of the vocabulary, over the places where it was written. */
export interface LearnedToken {
  token: number;
  /** Places. */
  count: number;
  /** Sum over them of ln p after less ln p before, nats. */
  gained: number;
  /** Means over them: -ln p before, entropy before (nats), and place in the response (tokens before it). */
  surprise: number;
  entropy: number;
  position: number;
}

/**
 * The tokens whose probability rose most, by the nats that they gained in all.
 * @param options count: at most so many; order "fallen": those that lost most instead
 * @example learnedTokens(read, { count: 3 }).map(({ token }) => tokenizer.decode([token])) // " The", " answer", " is"
 */
export function learnedTokens(
  { columns, before, after }: ReadTwice,
  { count = 20, order = "risen" }: { count?: number; order?: "risen" | "fallen" } = {},
): LearnedToken[] {
  const places = grouped(columns.tokens.keys(), (t) => columns.tokens[t]);
  const learned = Array.from(places, ([token, at]): LearnedToken => {
    const meanOf = (of: (t: number) => number): number => mean(at.map(of));
    return {
      token,
      count: at.length,
      gained: at.length * meanOf((t) => after.logProbs[t] - before.logProbs[t]),
      surprise: meanOf((t) => -before.logProbs[t]),
      entropy: meanOf((t) => before.entropies[t]),
      position: meanOf((t) => t - columns.starts[columns.responses[t]]),
    };
  });
  const sign = order === "risen" ? -1 : 1;
  return learned.sort((a, b) => sign * (a.gained - b.gained) || a.token - b.token).slice(0, count);
}

/** Entropies before and after, held against each other. */
export interface EntropyShift {
  /** Share of the top rho before that is top rho after (Wang et al. 2025, Table 1). */
  overlap: number;
  /** Change by percentile of the entropy before (Figure 4). */
  change: PercentileBin[];
  /** Mean of ln p after less ln p before in each of those bins, nats: where the probability of what is written rose. */
  gained: number[];
}

/**
 * How entropies, and the probability of what is written, have changed by what the entropy was before.
 *
 * @param options rho: of the overlap; bins: of equal size, by ascending entropy before
 * @throws as `entropyChangeByPercentile` does
 * @example entropyShift(readTwice(base, trained, sampled)).overlap // a share; rho for unrelated models
 */
export function entropyShift(
  { before, after }: ReadTwice,
  { rho = 0.2, bins = 10 }: { rho?: number; bins?: number } = {},
): EntropyShift {
  return {
    overlap: topEntropyOverlap(before.entropies, after.entropies, { rho }),
    change: entropyChangeByPercentile(before.entropies, after.entropies, { bins }),
    gained: percentileBins(before.entropies, bins).map((bin) =>
      mean(Array.from(bin, (t) => after.logProbs[t] - before.logProbs[t])),
    ),
  };
}
