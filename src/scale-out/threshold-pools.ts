import { DEFAULT_SELECTION } from "../entropy/index.js";
import { highEntropyMask } from "../policy-gradient/index.js";
import { mean, quantile } from "../statistics/index.js";

/** Tokens in columns, as far as the mask sees them. */
export interface PooledTokens {
  /** nats */
  entropies: ArrayLike<number>;
  /** The response of each token, counted from 0 in the order of the batch. */
  responses: ArrayLike<number>;
}

/** What a threshold taken over pools of responses does otherwise than one over all of them. */
export interface PoolEffect {
  /** Responses that share a threshold. */
  responses: number;
  pools: number;
  /** Share of the tokens kept over all responses that are kept still. */
  overlap: number;
  /** The lowest entropy kept: over all pools, its 5th percentile, median and 95th percentile, nats. */
  threshold: { low: number; median: number; high: number };
  /** Share of tokens kept of a response: 5th and 95th percentile over responses. */
  keptOfResponse: { low: number; high: number };
}

/**
 * The mask of the highest entropies when the threshold is taken over pools of `poolSize` responses, one after the other
 * as ranks and micro-batches hold them, beside the mask over all responses: exactly ceil(rho n) tokens of each pool.
 *
 * @example poolEffect(columns, 1).overlap // every response its own pool
 */
export function poolEffect(
  { entropies, responses }: PooledTokens,
  poolSize: number,
  { rho = DEFAULT_SELECTION.rho }: { rho?: number } = {},
): PoolEffect {
  if (!Number.isInteger(poolSize) || poolSize < 1)
    throw new Error(`a pool wants a whole number of responses, at least 1, received ${poolSize}`);
  const whole = highEntropyMask(entropies, { rho, rule: "top-k" });
  const groups = Int32Array.from(responses, (response) => Math.floor(response / poolSize));
  const pooled = highEntropyMask(entropies, { rho, rule: "top-k", scope: "response", groups });
  const thresholds = lowestByGroup(entropies, pooled, groups);
  const kept = keptByGroup(pooled, responses);
  return {
    responses: poolSize,
    pools: thresholds.length,
    overlap: mean(Array.from(whole.keys()).flatMap((t) => (whole[t] ? [pooled[t]] : []))),
    threshold: {
      low: quantile(thresholds, 0.05),
      median: quantile(thresholds, 0.5),
      high: quantile(thresholds, 0.95),
    },
    keptOfResponse: { low: quantile(kept, 0.05), high: quantile(kept, 0.95) },
  };
}

function lowestByGroup(
  entropies: ArrayLike<number>,
  mask: ArrayLike<number>,
  groups: ArrayLike<number>,
): number[] {
  const lowest = new Map<number, number>();
  for (let t = 0; t < groups.length; t++)
    if (mask[t])
      lowest.set(groups[t], Math.min(lowest.get(groups[t]) ?? Number.POSITIVE_INFINITY, entropies[t]));
  return [...lowest.values()];
}

function keptByGroup(mask: ArrayLike<number>, groups: ArrayLike<number>): number[] {
  const counts = new Map<number, { kept: number; all: number }>();
  for (let t = 0; t < groups.length; t++) {
    const count = counts.get(groups[t]) ?? { kept: 0, all: 0 };
    count.kept += mask[t];
    count.all++;
    counts.set(groups[t], count);
  }
  return Array.from(counts.values(), ({ kept, all }) => kept / all);
}
