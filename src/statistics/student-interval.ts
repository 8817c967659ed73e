import type { Interval } from "./bootstrap.js";

/** Quantile 0.975 of Student's t for 1 to 30 degrees of freedom. */
const T_975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];
const NORMAL_975 = 1.959964;

/**
 * Student's 95 % confidence interval of a mean (Student 1908): for a handful of runs, where resampling them
 * gives intervals that are too short. With one value there is no interval, and its ends are infinite.
 *
 * @throws on an empty list
 */
export function studentInterval(values: readonly number[]): Interval {
  const n = values.length;
  if (n === 0) throw new Error("studentInterval wants at least one value, received an empty list");
  const estimate = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { estimate, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const variance = values.reduce((sum, value) => sum + (value - estimate) ** 2, 0) / (n - 1);
  const half = criticalValue(n - 1) * Math.sqrt(variance / n);
  return { estimate, low: estimate - half, high: estimate + half };
}

/** From the table; beyond it the expansion around the normal quantile to the second order (Abramowitz & Stegun 26.7.5). */
function criticalValue(degrees: number): number {
  const z = NORMAL_975;
  return (
    T_975[degrees - 1] ??
    z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2)
  );
}
