import { type Interval, intervalText } from "../statistics/index.js";

/** A claim that is not the paper's own, held against one run without an interval: a row of a table. */
export type OthersClaim = {
  claim: string;
  by: string;
  "measured here": string;
  verdict: "holds here" | "does not hold here";
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
 * What Cui et al. 2025 (arXiv 2505.22617) claim of covariance and entropy, and what the paper leaves implied.
 * @example showTable(othersClaims(numbers))
 */
export function othersClaims({
  worstFit,
  checkpoints,
  falls,
  correlation,
  carried,
}: OthersNumbers): OthersClaim[] {
  const held = (claim: string, by: string, here: string, holds: boolean): OthersClaim => ({
    ...{ claim, by, "measured here": here },
    verdict: holds ? "holds here" : "does not hold here",
  });
  const shares = carried.map(
    ({ model, share }) => `${model} ${intervalText(share, { scale: 100, digits: 1 })} %`,
  );
  return [
    held(
      `R = -a exp(H) + b fits (R squared above ${GOOD_FIT})`,
      "Cui et al. 2025",
      `${worstFit.toFixed(3)} at worst`,
      worstFit > GOOD_FIT,
    ),
    held(
      "covariance is positive and entropy falls next",
      "Cui et al. 2025",
      `${falls} of ${checkpoints} checkpoints`,
      falls === checkpoints,
    ),
    held(
      "more covariance, more fall",
      "Cui et al. 2025",
      `correlation ${correlation.toFixed(2)} over ${checkpoints} points`,
      correlation < CLEAR_CORRELATION,
    ),
    held(
      "the top 20 % carry nearly all of the squared gradient",
      "implied",
      shares.join(", "),
      carried.every(({ share }) => share.low > NEARLY_ALL),
    ),
  ];
}
