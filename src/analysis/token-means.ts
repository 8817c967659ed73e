import { seededRng } from "../random/index.js";
import { clusteredMean, type Interval } from "../statistics/index.js";
import type { ResponseTokens } from "../tokens/index.js";

/** What the interval of a quantity of tokens needs to know of them. */
type Columns = Pick<ResponseTokens, "responses" | "prompts">;

/**
 * The problem (prompt) of each token: whole problems are drawn again where tokens are resampled.
 * @example problemOfTokens({ responses: Int32Array.of(0, 0, 1), prompts: Int32Array.of(4, 7) }) // [4, 4, 7]
 */
export function problemOfTokens({ responses, prompts }: Columns): Int32Array {
  return responses.map((response) => prompts[response]);
}

/**
 * Mean of a quantity of tokens with its 95 % bootstrap interval over problems: neither the tokens of a response nor the
 * responses to a problem are independent of each other. Where all tokens have the same value the interval has no width.
 *
 * @param values one for each token, in any unit; 0 and 1 make the mean a share
 * @param options weights: of the tokens, default 1; seed: of the bootstrap
 * @throws as `clusteredMean` does
 * @example tokenMean(columns, columns.entropies) // nats
 */
export function tokenMean(
  columns: Columns,
  values: ArrayLike<number>,
  { weights, seed = 0 }: { weights?: ArrayLike<number>; seed?: number } = {},
): Interval {
  return clusteredMean(values, problemOfTokens(columns), { weights, exact: false, rng: seededRng(seed) });
}

/**
 * The share of one set of tokens that belongs to another set too, with its interval over problems. Of what a mask picks
 * the share that are forks is its precision, of the forks the share that it picks its recall, and of the top 20 % under
 * one model the share that is top under another their overlap.
 *
 * @param picked 1 for the tokens of the first set, else 0
 * @param other 1 for the tokens of the second
 * @throws where the first set is empty
 * @example sharedTokens(columns, highEntropyMask(columns.entropies), tokensOfRole(columns, ROLE.real)) // precision
 */
export function sharedTokens(
  columns: Columns,
  picked: ArrayLike<number>,
  other: ArrayLike<number>,
  { seed = 0 }: { seed?: number } = {},
): Interval {
  return tokenMean(columns, other, { weights: picked, seed });
}

/**
 * 1 for the tokens of the roles named, 0 for the others.
 * @example tokensOfRole({ roles: Uint8Array.of(2, 0, 1, 2) }, 1, 2) // [1, 0, 1, 1]
 */
export function tokensOfRole({ roles }: { roles: Uint8Array }, ...wanted: readonly number[]): Uint8Array {
  return roles.map((role) => (wanted.includes(role) ? 1 : 0));
}
