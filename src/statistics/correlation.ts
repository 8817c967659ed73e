import type { Interval } from "./bootstrap.js";
import { mean } from "./mean.js";

/** Two-sided 95 % point of the standard normal distribution. */
const NORMAL_CRITICAL = 1.96;

/**
 * Pearson's correlation of x and y with its 95 % interval by Fisher's transformation (1915): atanh r is about normal with
 * standard deviation 1 / sqrt(n - 3), the points taken to be independent.
 * @throws on lists of different length, fewer than four points, or x or y all equal
 * @example correlation([0, 1, 2, 3], [1, -1, 1, -1]).estimate // -0.447
 */
export function correlation(x: readonly number[], y: readonly number[]): Interval {
  if (x.length !== y.length)
    throw new Error(`correlation wants lists of one length, received ${x.length} and ${y.length}`);
  const isFlat = (values: readonly number[]) => values.every((value) => value === values[0]);
  if (x.length < 4 || isFlat(x) || isFlat(y))
    throw new Error(`correlation wants four points or more that differ in x and in y, received ${x.length}`);
  const [fromX, fromY] = [x, y].map((values) => {
    const center = mean(values);
    return values.map((value) => value - center);
  });
  const product = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + value * b[i], 0);
  const estimate = product(fromX, fromY) / Math.sqrt(product(fromX, fromX) * product(fromY, fromY));
  const half = NORMAL_CRITICAL / Math.sqrt(x.length - 3);
  const end = (side: -1 | 1) => Math.tanh(Math.atanh(estimate) + side * half);
  return { estimate, low: end(-1), high: end(1) };
}
