import type { Interval } from "./bootstrap.js";

export interface IntervalTextOptions {
  /** Decimals; default 3. */
  digits?: number;
  /** What the numbers are multiplied by, 100 for percent; default 1. */
  scale?: number;
  /** Whether the estimate is a difference, written with its sign; default false. */
  signed?: boolean;
}

/**
 * An estimate with its interval, the one way in which the project writes them: "−2.7 [−4.7, −0.7]", "+5.3 [−0.1, 9.9]".
 * The minus is U+2212; a plus stands before a signed estimate only. Where the ends are infinite, for one run has no
 * interval, "+5.3 (one run)".
 * @example intervalText({ estimate: -0.027, low: -0.047, high: -0.007 }, { digits: 1, scale: 100 }) // "−2.7 [−4.7, −0.7]"
 */
export function intervalText(
  { estimate, low, high }: Interval,
  { digits = 3, scale = 1, signed = false }: IntervalTextOptions = {},
): string {
  const written = numberText(estimate, { digits, scale, signed });
  if (!Number.isFinite(low) || !Number.isFinite(high)) return `${written} (one run)`;
  return `${written} [${numberText(low, { digits, scale })}, ${numberText(high, { digits, scale })}]`;
}

/**
 * One number in the same way: fixed decimals, the minus U+2212, 0 without a sign.
 * @example numberText(0.1234, { digits: 1, scale: 100, signed: true }) // "+12.3"
 */
export function numberText(
  value: number,
  { digits = 3, scale = 1, signed = false }: IntervalTextOptions = {},
): string {
  const text = Math.abs(value * scale).toFixed(digits);
  if (Number(text) === 0) return text;
  return value < 0 ? `−${text}` : `${signed ? "+" : ""}${text}`;
}
