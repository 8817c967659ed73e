import type { TokenClass, TokenClassMean } from "../analysis/index.js";
import type { Claim, ComparisonInput } from "./claim.js";
import { NATS, overProblems } from "./comparisons.js";
import { judgeClaim } from "./judge-claim.js";

/** Mean entropies by kind of token, of what a model wrote or read. */
export interface TokenKinds {
  /** Who reads what. */
  name: string;
  classes?: readonly Pick<TokenClassMean, "name" | "lessMean">[];
}

/** Among the 100 tokens at an end: the words that the paper names, and pieces of words, code and formulas. */
export interface CountedTokens {
  named: number;
  pieces: number;
}

/** The paper's kinds: whether they lie above the mean of all tokens, or below. */
const KINDS = [
  { kind: "connective", above: true },
  { kind: "word ending", above: false },
  { kind: "formula", above: false },
] as const satisfies readonly { kind: TokenClass; above: boolean }[];

/**
 * What the paper says of its word clouds, judged by one model's reading; the others stand beside.
 * @param options others: shown without a say; highest, lowest: the two ends of the judged reading
 * @throws Error naming the reading that has no such kind of token
 * @example recordClaims([wordCloudClaim(reading, { others, highest, lowest })])
 */
export function wordCloudClaim(
  reading: TokenKinds,
  {
    others,
    highest,
    lowest,
  }: { others: readonly TokenKinds[]; highest: CountedTokens; lowest: CountedTokens },
): Claim {
  return judgeClaim(
    {
      id: "word-clouds",
      claim:
        "Words that connect and set up thoughts have more entropy than other tokens, " +
        "pieces that finish words, code and formulas less",
      source: "Figure 2(b) and 2(c)",
      paper: "by inspection of 100 tokens at either end (Qwen3-8B)",
      command: "npm run notebooks -- 09-real-models",
    },
    NATS,
    [
      ...KINDS.map((kind) => kindComparison(reading, kind)),
      ...others.flatMap((other) => KINDS.map((kind) => kindComparison(other, kind, { beside: true }))),
    ],
    {
      note:
        "kinds of tokens by a rule; of the 100 tokens of highest mean entropy " +
        `${highest.named} are words that the paper names and ${highest.pieces} pieces, ` +
        `of the 100 lowest ${lowest.named} and ${lowest.pieces}`,
    },
  );
}

function kindComparison(
  { name, classes = [] }: TokenKinds,
  { kind, above }: (typeof KINDS)[number],
  { beside = false } = {},
): ComparisonInput {
  const found = classes.find((candidate) => candidate.name === kind);
  if (!found) throw new Error(`${name} has no token of the kind "${kind}"`);
  const { estimate, low, high } = found.lessMean;
  return above
    ? overProblems(`${name}: ${kind}s less all tokens`, { estimate, low, high }, { beside })
    : overProblems(
        `${name}: all tokens less ${kind}s`,
        { estimate: -estimate, low: -high, high: -low },
        { beside },
      );
}
