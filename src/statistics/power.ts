/// <reference path="./jstat.d.ts" />
import { jStat } from "jstat";
import type { Interval } from "./bootstrap.js";
import { studentCritical } from "./student.js";

/**
 * The smallest true difference that a two-sided test at 5 % would find with the given power: what an interval that
 * leaves a question undecided could have decided. From the noncentral t distribution; `degrees` of Infinity takes the
 * normal one.
 *
 * @param options standardError: of the difference, in its unit; degrees: of freedom, at least 1; power: default 0.8
 * @returns in the unit of the standard error
 * @throws on a standard error below 0, degrees below 1 or a power outside (0.05, 1)
 * @example detectableDifference({ standardError: 1, degrees: 4 }) // 3.76: five seeds
 */
export function detectableDifference({
  standardError,
  degrees,
  power = 0.8,
}: {
  standardError: number;
  degrees: number;
  power?: number;
}): number {
  if (!(standardError >= 0)) throw new Error(`standardError must be at least 0, received ${standardError}`);
  if (!(degrees >= 1)) throw new Error(`degrees must be at least 1, received ${degrees}`);
  if (!(power > 0.05 && power < 1)) throw new Error(`power must lie in (0.05, 1), received ${power}`);
  if (degrees === Number.POSITIVE_INFINITY)
    return standardError * (jStat.normal.inv(0.975, 0, 1) + jStat.normal.inv(power, 0, 1));
  const critical = studentCritical(degrees);
  const missed = (shift: number): number =>
    jStat.noncentralt.cdf(critical, degrees, shift) - jStat.noncentralt.cdf(-critical, degrees, shift);
  let [low, high] = [0, 2 * critical + 10];
  for (let halving = 0; halving < 50; halving++) {
    const middle = (low + high) / 2;
    if (missed(middle) > 1 - power) low = middle;
    else high = middle;
  }
  return standardError * high;
}

/**
 * What Student's 95 % interval could have decided: `detectableDifference` with a power of 0.8, the standard error taken from
 * its width. Infinity where its ends are infinite, for one run has no spread.
 * @param options degrees: of freedom behind the interval, one less than its seeds where it is over seeds
 * @example detectableBy({ low: -2.776, high: 2.776 }, { degrees: 4 }) // 3.76
 */
export function detectableBy(
  { low, high }: Pick<Interval, "low" | "high">,
  { degrees }: { degrees: number },
): number {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return Number.POSITIVE_INFINITY;
  const standardError = (high - low) / 2 / studentCritical(degrees);
  return detectableDifference({ standardError, degrees });
}

/**
 * Holm's adjustment of p-values for their number (Holm 1979): below 0.05 stand those that hold at a family-wise error
 * of 5 %, whatever their dependence. In the order given, never below the p-value itself, at most 1.
 * @throws on a p-value outside [0, 1]
 * @example holmAdjusted([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06]
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const outside = pValues.find((p) => !(p >= 0 && p <= 1));
  if (outside !== undefined) throw new Error(`a p-value must lie in [0, 1], received ${outside}`);
  const ascending = [...pValues.keys()].sort((a, b) => pValues[a] - pValues[b]);
  const adjusted = new Array<number>(pValues.length);
  let least = 0;
  ascending.forEach((i, rank) => {
    least = Math.max(least, Math.min(1, pValues[i] * (pValues.length - rank)));
    adjusted[i] = least;
  });
  return adjusted;
}
