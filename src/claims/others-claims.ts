import { type Interval, intervalText } from "../statistics/index.js";
import type { Claim } from "./claim.js";
import { overProblems } from "./comparisons.js";
import { verdictOf } from "./judge-claim.js";

/** A claim that is not the paper's own, held against one run: a row of a table. */
export type OthersClaim = {
  claim: string;
  by: string;
  "measured here": string;
  verdict: `${Claim["verdict"]} (1 run)`;
};

/** What notebook 07 measures for them. */
export interface OthersNumbers {
  /** R squared of R = -a exp(H) + b, the worst of the fits. */
  worstFit: number;
  /** Checkpoints, and those where the covariance is positive and the entropy falls next. */
  checkpoints: number;
  falls: number;
  /** Correlation, over the checkpoints, of covariance and next change of entropy. */
  correlation: number;
  /** By model, share of the squared gradient that the top 20 % of tokens by entropy carry. */
  carried: readonly { model: string; share: Interval }[];
}

const GOOD_FIT = 0.9;
const CLEAR_CORRELATION = -0.5;
const NEARLY_ALL = 0.8;

/**
 * What Cui et al. 2025 (arXiv 2505.22617) claim of covariance and entropy, by point estimates of one run, and what the paper
 * leaves implied, by intervals.
 * @example showTable(othersClaims(numbers))
 */
export function othersClaims({
  worstFit,
  checkpoints,
  falls,
  correlation,
  carried,
}: OthersNumbers): OthersClaim[] {
  const row = (claim: string, by: string, here: string, verdict: Claim["verdict"]): OthersClaim => ({
    ...{ claim, by, "measured here": here },
    verdict: `${verdict} (1 run)`,
  });
  const held = (claim: string, here: string, holds: boolean): OthersClaim =>
    row(claim, "Cui et al. 2025", here, holds ? "reproduced" : "not reproduced");
  const shares = carried.map(
    ({ model, share }) => `${model} ${intervalText(share, { scale: 100, digits: 1 })} %`,
  );
  return [
    held(
      `R = -a exp(H) + b fits (R squared above ${GOOD_FIT})`,
      `${worstFit.toFixed(3)} at worst`,
      worstFit > GOOD_FIT,
    ),
    held(
      "covariance is positive and entropy falls next",
      `${falls} of ${checkpoints} checkpoints`,
      falls === checkpoints,
    ),
    held(
      "more covariance, more fall",
      `correlation ${correlation.toFixed(2)} over ${checkpoints} points`,
      correlation < CLEAR_CORRELATION,
    ),
    row(
      "the top 20 % carry nearly all of the squared gradient",
      "implied",
      shares.join(", "),
      verdictOf(carried.map(({ model, share }) => overProblems(model, share, { above: NEARLY_ALL }))),
    ),
  ];
}
