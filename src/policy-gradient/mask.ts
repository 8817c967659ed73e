import {
  countThreshold,
  DEFAULT_SELECTION,
  keepFrom,
  keepTop,
  requireRho,
  rhoQuantile,
  SCOPES,
  type Selection,
  tokenPools,
  topCount,
} from "../entropy/index.js";
import type { Rng } from "../random/index.js";

/** Which tokens a mask keeps; by default those of `DEFAULT_SELECTION`, the top 20 % of the batch. */
export interface MaskOptions extends Partial<Selection> {
  /** 1 where a token belongs to a response, 0 for padding; padding is never kept nor counted. Default: all 1. */
  responseMask?: ArrayLike<number>;
  /** For scope "group" the prompt that token t answers, for scope "response" the response that it belongs to. */
  groups?: ArrayLike<number>;
}

/**
 * The seventh form: 1 for the tokens of highest entropy, 0 for the others (the indicator of the paper's Eq. 6,
 * H_t >= tau_rho). `entropies` in nats, one per token. An empty input gives an empty mask.
 * Throws on rho outside (0, 1], an unknown rule or scope, a response token whose entropy is not finite, and lengths that
 * differ.
 * @example highEntropyMask([0.1, 2, 0, 0.7, 0.7], { rho: 0.4 }) // Uint8Array [0, 1, 0, 1, 0]
 */
export function highEntropyMask(entropies: ArrayLike<number>, options: MaskOptions = {}): Uint8Array {
  const { rho = DEFAULT_SELECTION.rho, rule = DEFAULT_SELECTION.rule } = options;
  requireRho(rho);
  requireOneOf("rule", rule, ["top-k", "quantile"]);
  const mask = new Uint8Array(entropies.length);
  for (const pool of poolsOf(entropies, options)) {
    if (rule === "quantile") keepFrom(entropies, pool, rhoQuantile(entropies, pool, rho), mask);
    else keepTop(entropies, pool, topCount(pool.length, rho), mask);
  }
  return mask;
}

/**
 * The complement within the responses: what `highEntropyMask` with the same options leaves out (bottom 80 %).
 * @example lowEntropyMask([0, 3, 1, 2], { rho: 0.5 }) // [1, 0, 1, 0]
 */
export function lowEntropyMask(entropies: ArrayLike<number>, options: MaskOptions = {}): Uint8Array {
  const { responseMask } = options;
  return highEntropyMask(entropies, options).map((kept, t) =>
    kept || (responseMask && !responseMask[t]) ? 0 : 1,
  );
}

/**
 * The control: ceil(rho n) response tokens chosen uniformly at random, blind to entropy.
 * @example randomMask([1, 1, 1, 0], { rho: 0.5, rng: seededRng(1) }) // two of the first three
 */
export function randomMask(
  responseMask: ArrayLike<number>,
  { rng, rho, scope, groups }: Pick<MaskOptions, "rho" | "scope" | "groups"> & { rng: Rng },
): Uint8Array {
  const scores = Float64Array.from({ length: responseMask.length }, () => rng.uniform());
  return highEntropyMask(scores, { rho, scope, groups, responseMask });
}

/**
 * The entropy tau_rho (nats) that parts kept from left-out tokens over a whole batch: the lowest kept entropy under
 * "top-k", the interpolated quantile under "quantile". NaN when there is no response token.
 * @example entropyThreshold([0, 1, 2, 3, 4], { rho: 0.25, rule: "quantile" }) // 3
 */
export function entropyThreshold(
  entropies: ArrayLike<number>,
  {
    rho = DEFAULT_SELECTION.rho,
    rule = DEFAULT_SELECTION.rule,
    responseMask,
  }: Omit<MaskOptions, "scope" | "groups"> = {},
): number {
  requireRho(rho);
  requireOneOf("rule", rule, ["top-k", "quantile"]);
  const [pool] = tokenPools(entropies, { responseMask });
  if (!pool) return Number.NaN;
  return rule === "quantile"
    ? rhoQuantile(entropies, pool, rho)
    : countThreshold(entropies, pool, topCount(pool.length, rho));
}

function poolsOf(
  entropies: ArrayLike<number>,
  { scope = DEFAULT_SELECTION.scope, responseMask, groups }: MaskOptions,
): Uint32Array[] {
  requireOneOf("scope", scope, SCOPES);
  if (scope !== "batch" && !groups) {
    const pool = scope === "group" ? "prompt that each token answers" : "response that each token belongs to";
    throw new Error(`scope "${scope}" wants groups: the ${pool}, received none`);
  }
  return tokenPools(entropies, { pools: scope === "batch" ? undefined : groups, responseMask });
}

function requireOneOf(name: string, value: string, known: readonly string[]): void {
  if (!known.includes(value))
    throw new Error(`${name} must be ${known.map((word) => `"${word}"`).join(" or ")}, received "${value}"`);
}
