import { countThreshold, DEFAULT_RHO, keepFrom, keepTop, requireRho, tokenPools } from "../entropy/index.js";
import { highEntropyMask } from "./mask.js";

/** One optimiser step's tokens, flat, as a trainer spread over several ranks holds them. */
export interface MaskBatch {
  /** Nats, one per token. */
  entropies: ArrayLike<number>;
  /** The response of each token. */
  responses: ArrayLike<number>;
  /** The rank (device) that holds each token; default: one rank. */
  ranks?: ArrayLike<number>;
  /** 1 for response tokens, 0 for padding; default: all 1. */
  responseMask?: ArrayLike<number>;
}

export interface MaskConvention {
  implementation: string;
  pool: "rank" | "all ranks" | "response";
  rule: string;
  /** What the sum over kept tokens is divided by. */
  denominator: "kept tokens" | "all response tokens" | "kept tokens of each response";
  mask(batch: MaskBatch, options?: { rho?: number }): Uint8Array;
}

/**
 * The official code: exactly int(rho n + 0.9999) tokens of each rank's micro-batch, ties to the lower index.
 * @example maskAsOfficialCode(batch, { rho: 0.2 })
 */
export function maskAsOfficialCode(
  batch: MaskBatch,
  { rho = DEFAULT_RHO }: { rho?: number } = {},
): Uint8Array {
  return maskPools(batch, batch.ranks, rho, (pool, mask) =>
    keepTop(batch.entropies, pool, atLeastOne(rho * pool.length + 0.9999), mask),
  );
}

/**
 * TRL: every token at or above the interpolated quantile of the tokens gathered over all ranks.
 * @example maskAsTrl(batch, { rho: 0.2 })
 */
export function maskAsTrl(
  { entropies, responseMask }: MaskBatch,
  { rho = DEFAULT_RHO }: { rho?: number } = {},
): Uint8Array {
  return highEntropyMask(entropies, { rho, rule: "quantile", responseMask });
}

/**
 * ms-swift: TRL's quantile, but over each rank's tokens alone.
 * @example maskAsMsSwift(batch, { rho: 0.2 })
 */
export function maskAsMsSwift(batch: MaskBatch, { rho = DEFAULT_RHO }: { rho?: number } = {}): Uint8Array {
  const { entropies, responses, ranks = new Uint8Array(responses.length), responseMask } = batch;
  return highEntropyMask(entropies, {
    rho,
    rule: "quantile",
    scope: "response",
    groups: ranks,
    responseMask,
  });
}

/**
 * prime-rl (until it was removed): every token at or above the int(rho n)-th largest of its rank, ties kept.
 * @example maskAsPrimeRl(batch, { rho: 0.2 })
 */
export function maskAsPrimeRl(batch: MaskBatch, { rho = DEFAULT_RHO }: { rho?: number } = {}): Uint8Array {
  return maskPools(batch, batch.ranks, rho, (pool, mask) => {
    const threshold = countThreshold(batch.entropies, pool, atLeastOne(rho * pool.length));
    keepFrom(batch.entropies, pool, threshold, mask);
  });
}

/**
 * LightRFT: exactly int(rho n) tokens of each response (there with the entropies of the policy that sampled).
 * @example maskAsLightRft(batch, { rho: 0.2 })
 */
export function maskAsLightRft(batch: MaskBatch, { rho = DEFAULT_RHO }: { rho?: number } = {}): Uint8Array {
  return maskPools(batch, batch.responses, rho, (pool, mask) =>
    keepTop(batch.entropies, pool, atLeastOne(rho * pool.length), mask),
  );
}

/**
 * What five implementations do under the same name and the same rho (read in their source: the official
 * repository at 6f5dda6f, TRL at f2cd57710, ms-swift at 3602360a5, prime-rl at 5d3447735, LightRFT at 49e62cb).
 */
export const MASK_CONVENTIONS: readonly MaskConvention[] = [
  {
    implementation: "official code",
    pool: "rank",
    rule: "top ceil(rho n), ties by index",
    denominator: "kept tokens",
    mask: maskAsOfficialCode,
  },
  {
    implementation: "TRL",
    pool: "all ranks",
    rule: ">= interpolated quantile",
    denominator: "all response tokens",
    mask: maskAsTrl,
  },
  {
    implementation: "ms-swift",
    pool: "rank",
    rule: ">= interpolated quantile",
    denominator: "all response tokens",
    mask: maskAsMsSwift,
  },
  {
    implementation: "prime-rl",
    pool: "rank",
    rule: ">= floor(rho n)-th largest",
    denominator: "all response tokens",
    mask: maskAsPrimeRl,
  },
  {
    implementation: "LightRFT",
    pool: "response",
    rule: "top floor(rho n), ties by index",
    denominator: "kept tokens of each response",
    mask: maskAsLightRft,
  },
];

function maskPools(
  { entropies, responseMask }: MaskBatch,
  pools: ArrayLike<number> | undefined,
  rho: number,
  mark: (pool: Uint32Array, mask: Uint8Array) => void,
): Uint8Array {
  requireRho(rho);
  const mask = new Uint8Array(entropies.length);
  for (const pool of tokenPools(entropies, { pools, responseMask })) mark(pool, mask);
  return mask;
}

function atLeastOne(count: number): number {
  return Math.max(1, Math.floor(count));
}
