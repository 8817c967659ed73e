import type { Interval } from "./bootstrap.js";

/**
 * On which side of a reference an interval lies: wholly above or below it; within the margin on both sides, where one is
 * given; else undecided.
 * @example intervalSide({ estimate: 1, low: -1, high: 1.5 }, { margin: 2 }) // "within"
 */
export function intervalSide(
  { low, high }: Interval,
  { reference = 0, margin = 0 }: { reference?: number; margin?: number } = {},
): "above" | "below" | "within" | "undecided" {
  if (low > reference) return "above";
  if (high < reference) return "below";
  return low > reference - margin && high < reference + margin ? "within" : "undecided";
}
