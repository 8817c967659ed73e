import type { Interval } from "./bootstrap.js";
import { mean } from "./mean.js";
import { studentCritical } from "./student.js";

/** The slope of a straight line with its 95 % interval. */
export interface Slope extends Interval {
  /** Points less two. */
  degrees: number;
}

/**
 * Least-squares slope of y against x with Student's 95 % interval, the points taken to be independent and to spread alike.
 * @throws on lists of different length, fewer than three points, or x all equal
 * @example slope([0, 1, 2], [0, 1, 2]).estimate // 1
 */
export function slope(x: readonly number[], y: readonly number[]): Slope {
  if (x.length !== y.length)
    throw new Error(`slope wants lists of one length, received ${x.length} and ${y.length}`);
  const n = x.length;
  if (n < 3 || x.every((value) => value === x[0]))
    throw new Error(`slope wants three points or more at different x, received ${n}`);
  const [centerX, centerY] = [mean(x), mean(y)];
  const squares = x.reduce((sum, value) => sum + (value - centerX) ** 2, 0);
  const estimate = x.reduce((sum, value, i) => sum + (value - centerX) * (y[i] - centerY), 0) / squares;
  const missed = x.reduce((sum, value, i) => sum + (y[i] - centerY - estimate * (value - centerX)) ** 2, 0);
  const half = studentCritical(n - 2) * Math.sqrt(missed / (n - 2) / squares);
  return { estimate, low: estimate - half, high: estimate + half, degrees: n - 2 };
}
