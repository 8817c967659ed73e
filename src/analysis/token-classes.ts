import type { Tokenizer } from "../models/index.js";
import { paperTable } from "../paper/index.js";
import { seededRng } from "../random/index.js";
import { bootstrapInterval, type Interval } from "../statistics/index.js";

/**
 * Kinds of tokens that the paper tells apart on Fig 2: words that it names as connecting or setting up thoughts, tokens that
 * go on with a word, pieces of formulas and code, and all others.
 */
export const TOKEN_CLASSES = ["connective", "word ending", "formula", "other"] as const;
export type TokenClass = (typeof TOKEN_CLASSES)[number];

/** One kind of token in measured texts. */
export interface TokenClassMean {
  name: TokenClass;
  tokens: number;
  tokenShare: number;
  /** nats */
  meanEntropy: number;
  /** Mean entropy less that of all tokens, nats, with its interval over problems. */
  lessMean: Interval;
}

/**
 * The kind of a token by itself and what stands before it, both as `displayToken` has them.
 * @example tokenClass("␣however", ",") // "connective"
 */
export function tokenClass(token: string, before: string): TokenClass {
  const [own, previous] = [token, before].map((shown) => shown.replace(/^␣+|(\\[nrt])+/g, " "));
  const goesOn = /\p{L}$/u.test(previous) && /^\p{L}/u.test(own);
  if (NAMED.has(own.trim().toLowerCase()) && !goesOn) return "connective";
  if (/[0-9=+*/^_<>{}()[\]|$&~\\-]/.test(own) || previous.endsWith("\\")) return "formula";
  return goesOn ? "word ending" : "other";
}

/** The words that the paper's text names as tokens of high entropy, and the two that Fig 1(a) draws as forks. */
const NAMED = new Set(
  paperTable("named-tokens")
    .filter(({ entropy }) => entropy === "high")
    .map(({ token }) => token.toLowerCase()),
);

interface Sums {
  counts: Float64Array;
  entropies: Float64Array;
}

/** Gathers mean entropies by kind of token, response by response. */
export function tokenClassMeans({ displayToken }: Pick<Tokenizer, "displayToken">) {
  const problems: Sums[] = [];
  let last: number | undefined;
  return {
    add(response: { tokens: ArrayLike<number>; entropies: ArrayLike<number>; problem?: number }): void {
      const { tokens, entropies, problem } = response;
      if (problem === undefined || problem !== last || problems.length === 0)
        problems.push({ counts: new Float64Array(4), entropies: new Float64Array(4) });
      last = problem;
      const sums = problems[problems.length - 1];
      let before = "";
      for (let t = 0; t < tokens.length; t++) {
        const shown = displayToken(tokens[t]);
        const kind = TOKEN_CLASSES.indexOf(tokenClass(shown, before));
        sums.counts[kind]++;
        sums.entropies[kind] += entropies[t];
        before = shown;
      }
    },
    any: () => problems.length > 0,
    means(): TokenClassMean[] {
      const all = total(problems);
      return TOKEN_CLASSES.flatMap((name, kind) => {
        if (all.counts[kind] === 0) return [];
        return {
          name,
          tokens: all.counts[kind],
          tokenShare: all.counts[kind] / add(all.counts),
          meanEntropy: all.entropies[kind] / all.counts[kind],
          lessMean: bootstrapInterval(problems, (drawn) => lessMean(total(drawn), kind), {
            rng: seededRng(0),
          }),
        };
      });
    },
  };
}

function total(problems: readonly Sums[]): Sums {
  const sums = { counts: new Float64Array(4), entropies: new Float64Array(4) };
  for (const { counts, entropies } of problems)
    for (let kind = 0; kind < 4; kind++) {
      sums.counts[kind] += counts[kind];
      sums.entropies[kind] += entropies[kind];
    }
  return sums;
}

function lessMean({ counts, entropies }: Sums, kind: number): number {
  if (counts[kind] === 0) return 0; // no such token among the problems drawn
  return entropies[kind] / counts[kind] - add(entropies) / add(counts);
}

function add(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
