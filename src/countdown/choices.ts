import { ROLE } from "./verifier.js";
import { TOKEN } from "./vocabulary.js";

/** The kinds of token at which a response has a choice. */
export const CHOICES = ["opener", "first step", "connective", "last operation", "wait or so"] as const;
export type Choice = (typeof CHOICES)[number];

/**
 * Which choice a token of a response is, or null where it has none: determined, or written after a departure from the
 * grammar.
 *
 * @param response token ids
 * @param roles `ROLE` of each token, from the verdict
 * @example choiceAt(response, verify(problem, response).roles, 0)
 */
export function choiceAt(response: ArrayLike<number>, roles: ArrayLike<number>, t: number): Choice | null {
  const token = response[t];
  if (roles[t] === ROLE.decorative)
    return token === TOKEN.left || token === TOKEN.now ? "connective" : "opener";
  if (roles[t] !== ROLE.real) return null;
  if (response[t - 1] === TOKEN.no) return "wait or so";
  return response[t - 2] === TOKEN.want ? "last operation" : "first step";
}
