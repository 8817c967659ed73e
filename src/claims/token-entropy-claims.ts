import { paperQuantity } from "../paper/index.js";
import type { Interval } from "../statistics/index.js";
import type { Claim } from "./claim.js";
import { NATS, PERCENT } from "./comparisons.js";
import { oneRunJudge } from "./judge-one-run.js";

/** What notebook 04 measures of one model, each number with its interval over problems; shares lie between 0 and 1. */
export interface TokenEntropyNumbers {
  /** Tokens with less than 0.01 nats. */
  shareBelow001: Interval;
  /** In nats. */
  percentile80: Interval;
  /** Forks, real or decorative, among the top 20 %. */
  forksInTop: Interval;
  /** Forks that decide the outcome among the top 20 %. */
  realForksInTop: Interval;
  /** Top 20 % among the forks that decide the outcome. */
  topInRealForks: Interval;
  /** Tokens that are no fork among the bottom 80 %. */
  noForksInBottom: Interval;
}

/** The paper states most of these claims in words; the thresholds are ours. */
const MOST = 0.5;
const NEARLY_ALL = 0.9;
const NEAR_NATS = 0.1;

const INSPECTED = "by inspection of the tokens (no number printed)";

/**
 * What the paper says of token entropy, judged by the trained model; the base model's number stands beside, for the
 * paper measured one trained model.
 * @param options base: the same numbers before training; problems: how many the intervals are over
 * @example recordClaims(tokenEntropyClaims(numbersOf("trained"), { base: numbersOf("base"), problems: 122 }))
 */
export function tokenEntropyClaims(
  trained: TokenEntropyNumbers,
  { base, problems }: { base: TokenEntropyNumbers; problems: number },
): Claim[] {
  const judge = oneRunJudge<keyof TokenEntropyNumbers>(trained, {
    notebook: "04-token-entropy",
    note: `over ${problems} problems`,
    beside: { "base model": base },
  });
  const below = paperQuantity("figure-2a", "share below 0.01");
  const percentile80 = paperQuantity("figure-2a", "80th percentile");
  return [
    judge("shareBelow001", {
      id: "most-tokens-near-certain",
      claim: "Most tokens are near-certain: over half have less than 0.01 nats of entropy",
      source: `${below.source}; discussion`,
      paper: `${below.value} ${below.unit} (Qwen3-8B)`,
      unit: PERCENT,
      what: "share below 0.01 nats",
      above: MOST,
    }),
    judge("percentile80", {
      id: "top-fifth-begins-near-a-fair-coin",
      claim: "The fifth of the tokens with the highest entropy begins near a fair coin, about 0.67 nats",
      source: percentile80.source,
      paper: `${percentile80.value} ${percentile80.unit} (Qwen3-8B)`,
      unit: { ...NATS, signed: false },
      what: "80th percentile",
      above: percentile80.value - NEAR_NATS,
      below: percentile80.value + NEAR_NATS,
    }),
    judge("forksInTop", {
      id: "high-entropy-tokens-are-forks",
      claim: "Nearly all tokens of high entropy are forks: choices between ways to go on",
      source: "Figure 2(b)",
      paper: INSPECTED,
      unit: PERCENT,
      what: "forks among the top 20 %",
      above: NEARLY_ALL,
    }),
    judge("realForksInTop", {
      id: "high-entropy-tokens-steer",
      claim: "Most tokens of high entropy steer the reasoning: what is chosen there decides the outcome",
      source: "Figures 1(a) and 2(b)",
      paper: INSPECTED,
      unit: PERCENT,
      what: "real forks among the top 20 %",
      above: MOST,
    }),
    judge("topInRealForks", {
      id: "forks-have-high-entropy",
      claim: "Most of the choices that decide the outcome have high entropy",
      source: "Figures 1(a) and 2(b)",
      paper: "implied (no number printed)",
      unit: PERCENT,
      what: "top 20 % among the real forks",
      above: MOST,
    }),
    judge("noForksInBottom", {
      id: "low-entropy-tokens-follow",
      claim: "Nearly all tokens of low entropy finish what is already decided",
      source: "Figure 2(c)",
      paper: INSPECTED,
      unit: PERCENT,
      what: "no forks among the bottom 80 %",
      above: NEARLY_ALL,
    }),
  ];
}
