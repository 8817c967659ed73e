import type { Rng } from "../random/index.js";
import { checkRho } from "./checks.js";
import { keepFrom, keepTop, sortedEntropies, tokenPools } from "./token-pools.js";

export interface MaskOptions {
  /** The share of response tokens to keep, in (0, 1]; default 0.2, the paper's top 20 %. */
  rho?: number;
  /**
   * "top-k": exactly ceil(rho n) of n tokens, ties to the lower index (the official code).
   * "quantile": every token at or above the linearly interpolated (1 - rho) quantile, ties included (TRL).
   */
  rule?: "top-k" | "quantile";
  /** Over which tokens rho is a share: the whole batch, or each response for itself. */
  scope?: "batch" | "response";
  /** 1 where a token belongs to a response, 0 for padding; padding is never kept nor counted. Default: all 1. */
  responseMask?: ArrayLike<number>;
  /** For scope "response": the response that token t belongs to. */
  groups?: ArrayLike<number>;
}

/**
 * The seventh form: 1 for the tokens of highest entropy, 0 for the others (the indicator of the paper's Eq. 6,
 * H_t >= tau_rho). `entropies` in nats, one per token. An empty input gives an empty mask.
 * Throws on rho outside (0, 1], on a response token whose entropy is not finite, and on lengths that differ.
 */
export function highEntropyMask(entropies: ArrayLike<number>, options: MaskOptions = {}): Uint8Array {
  const { rho = 0.2, rule = "top-k" } = options;
  checkRho(rho);
  const mask = new Uint8Array(entropies.length);
  for (const pool of poolsOf(entropies, options)) {
    if (rule === "quantile") keepFrom(entropies, pool, quantileThreshold(entropies, pool, rho), mask);
    else keepTop(entropies, pool, topCount(pool.length, rho), mask);
  }
  return mask;
}

/** The complement within the responses: what `highEntropyMask` with the same options leaves out (bottom 80 %). */
export function lowEntropyMask(entropies: ArrayLike<number>, options: MaskOptions = {}): Uint8Array {
  const { responseMask } = options;
  return highEntropyMask(entropies, options).map((kept, t) =>
    kept || (responseMask && !responseMask[t]) ? 0 : 1,
  );
}

/** The control: ceil(rho n) response tokens chosen uniformly at random, blind to entropy. */
export function randomMask(
  responseMask: ArrayLike<number>,
  { rng, rho = 0.2, scope = "batch", groups }: Pick<MaskOptions, "rho" | "scope" | "groups"> & { rng: Rng },
): Uint8Array {
  const scores = Float64Array.from({ length: responseMask.length }, () => rng.uniform());
  return highEntropyMask(scores, { rho, scope, groups, responseMask });
}

/**
 * The entropy tau_rho (nats) that parts kept from left-out tokens over a whole batch: the lowest kept entropy under
 * "top-k", the interpolated quantile under "quantile". NaN when there is no response token.
 */
export function entropyThreshold(
  entropies: ArrayLike<number>,
  { rho = 0.2, rule = "top-k", responseMask }: Omit<MaskOptions, "scope" | "groups"> = {},
): number {
  checkRho(rho);
  const [pool] = tokenPools(entropies, { responseMask });
  if (!pool) return Number.NaN;
  if (rule === "quantile") return quantileThreshold(entropies, pool, rho);
  return sortedEntropies(entropies, pool)[pool.length - topCount(pool.length, rho)];
}

function poolsOf(
  entropies: ArrayLike<number>,
  { scope = "batch", responseMask, groups }: MaskOptions,
): number[][] {
  if (scope === "response" && !groups)
    throw new Error('scope "response" wants groups: the response that each token belongs to, received none');
  return tokenPools(entropies, { pools: scope === "response" ? groups : undefined, responseMask });
}

/** ceil(rho n), at least 1, not misled by the last bit of a product such as 0.07 * 100. */
function topCount(n: number, rho: number): number {
  return Math.max(1, Math.ceil(rho * n * (1 - 1e-12)));
}

function quantileThreshold(entropies: ArrayLike<number>, pool: readonly number[], rho: number): number {
  const sorted = sortedEntropies(entropies, pool);
  const place = (1 - rho) * (sorted.length - 1);
  const whole = Math.round(place);
  if (Math.abs(place - whole) < 1e-9) return sorted[whole];
  const below = Math.floor(place);
  return sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
}
