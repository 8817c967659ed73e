/// <reference path="./jstat.d.ts" />
import { jStat } from "jstat";
import type { Interval } from "./bootstrap.js";
import { mean } from "./mean.js";

/**
 * Quantile 0.975 of Student's t, of the normal distribution for Infinity: the half-width of a 95 % interval in standard errors.
 * @example studentCritical(4) // 2.776
 */
export function studentCritical(degrees: number): number {
  return Number.isFinite(degrees) ? jStat.studentt.inv(0.975, degrees) : jStat.normal.inv(0.975, 0, 1);
}

/**
 * Student's 95 % confidence interval of a mean (Student 1908): for a handful of runs, where resampling them
 * gives intervals that are too short. With one value there is no interval, and its ends are infinite.
 *
 * @throws on an empty list
 * @example studentInterval([1, 2, 3]) // estimate 2, from -0.48 to 4.48
 */
export function studentInterval(values: readonly number[]): Interval {
  const n = values.length;
  if (n === 0) throw new Error("studentInterval wants at least one value, received an empty list");
  return around(mean(values), Math.sqrt(variance(values) / n), n - 1);
}

/**
 * The two-sided p-value of Student's test that the mean is 0; 1 with a single value. Throws on an empty list.
 * @example studentPValue([4.1, 2.8, 5.3]) // of a mean of 0
 */
export function studentPValue(values: readonly number[]): number {
  const n = values.length;
  if (n === 0) throw new Error("studentPValue wants at least one value, received an empty list");
  if (n === 1) return 1;
  const error = Math.sqrt(variance(values) / n);
  if (error === 0) return mean(values) === 0 ? 1 : 0;
  return 2 * jStat.studentt.cdf(-Math.abs(mean(values)) / error, n - 1);
}

/** What groups of values share: the root of their pooled variance around their own means, and its degrees of freedom. */
export interface PooledDeviation {
  deviation: number;
  degrees: number;
}

/**
 * The standard deviation within groups, pooled over them by degrees of freedom: for groups of few values each, which
 * are taken to spread alike.
 * @throws where no group has two values
 * @example pooledDeviation([[0, 2], [5, 5, 8]]) // variance (2 + 6) / (1 + 2)
 */
export function pooledDeviation(groups: readonly (readonly number[])[]): PooledDeviation {
  const several = groups.filter(({ length }) => length > 1);
  const degrees = several.reduce((sum, { length }) => sum + length - 1, 0);
  if (degrees === 0)
    throw new Error(`pooledDeviation wants a group of two values or more, received ${groups.length} groups`);
  const squares = several.reduce((sum, values) => sum + variance(values) * (values.length - 1), 0);
  return { deviation: Math.sqrt(squares / degrees), degrees };
}

/**
 * The 95 % interval of a group's mean by a pooled deviation in place of its own. Throws on an empty list.
 * @example pooledInterval([4.1, 2.8, 5.3], pooledDeviation(groups))
 */
export function pooledInterval(values: readonly number[], { deviation, degrees }: PooledDeviation): Interval {
  if (values.length === 0) throw new Error("pooledInterval wants at least one value, received an empty list");
  return around(mean(values), deviation / Math.sqrt(values.length), degrees);
}

/** Unbiased, over n - 1; 0 for a single value. */
export function variance(values: readonly number[]): number {
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return values.length > 1 ? squares / (values.length - 1) : 0;
}

function around(estimate: number, error: number, degrees: number): Interval {
  if (degrees === 0) return { estimate, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const half = studentCritical(degrees) * error;
  return { estimate, low: estimate - half, high: estimate + half };
}
