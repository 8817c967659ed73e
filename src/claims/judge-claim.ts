import type { Interval } from "../statistics/index.js";
import { type Claim, type ClaimInput, parseClaim, type VERDICTS } from "./claim.js";

/** A number that a claim needs to lie above a threshold: a difference, or a quantity of its own. */
export interface Comparison {
  /** What is subtracted from what, or what the quantity is. */
  what: string;
  /** With its 95 % interval; its ends are infinite where one run leaves it unknown. */
  difference: Interval;
  above: number;
  /** Where the claim needs it to lie below a second threshold too. */
  below?: number;
  /** Independent runs behind it. */
  seeds: number;
}

/** How the numbers of a claim are written: their unit, what they are multiplied by, their decimals. */
export interface ClaimUnit {
  name: string;
  scale: number;
  digits: number;
  /** Whether they are differences, written with their sign; default true. */
  signed?: boolean;
}

/** What is known of a claim before it is measured. */
export type StatedClaim = Pick<ClaimInput, "id" | "claim" | "source" | "paper" | "command">;

/**
 * Judges a claim by intervals alone. It is reproduced if the interval of every number lies beyond its threshold,
 * partly reproduced if that of some does, not reproduced if none does and one lies on the wrong side, undecided if all
 * of them hold their thresholds; not testable here if a comparison is missing (null).
 *
 * @param options note: what a reader must know of our numbers, said before them, such as what the intervals are over
 */
export function judgeClaim(
  stated: StatedClaim,
  unit: ClaimUnit,
  comparisons: readonly (Comparison | null)[],
  { note }: { note?: string } = {},
): Claim {
  const measured = comparisons.filter((comparison): comparison is Comparison => comparison !== null);
  if (measured.length < comparisons.length) {
    return parseClaim(
      { ...stated, here: "its runs are not recorded", verdict: "not testable here" },
      stated.id,
    );
  }
  const [{ difference }, ...others] = measured;
  return parseClaim(
    {
      ...stated,
      // the first comparison stands last, beside its interval
      here: [
        ...(note ? [note] : []),
        ...others.map((other) => withInterval(other, unit)),
        comparisonText(measured[0], unit),
      ].join("; "),
      interval: Number.isFinite(difference.low)
        ? [inUnit(difference.low, unit), inUnit(difference.high, unit)]
        : null,
      seeds: Math.min(...measured.map(({ seeds }) => seeds)),
      verdict: verdictOf(measured),
    },
    stated.id,
  );
}

/** "+0.5" or "−0.5". */
export function withSign(value: number): string {
  return value > 0 ? `+${value}` : String(value).replace("-", "−");
}

function verdictOf(comparisons: readonly Comparison[]): (typeof VERDICTS)[number] {
  const holding = comparisons.filter(
    ({ difference, above, below = Number.POSITIVE_INFINITY }) =>
      difference.low > above && difference.high < below,
  );
  if (holding.length === comparisons.length) return "reproduced";
  if (holding.length > 0) return "partly reproduced";
  return comparisons.some(
    ({ difference, above, below = Number.POSITIVE_INFINITY }) =>
      difference.high < above || difference.low > below,
  )
    ? "not reproduced"
    : "undecided";
}

function comparisonText(comparison: Comparison, unit: ClaimUnit): string {
  return `${comparison.what}${thresholdText(comparison, unit)}: ${numberText(comparison.difference.estimate, unit)} ${unit.name}`;
}

function thresholdText({ above, below }: Comparison, unit: ClaimUnit): string {
  if (below !== undefined)
    return `, wanted between ${numberText(above, unit)} and ${numberText(below, unit)}`;
  if (unit.signed === false) return `, wanted above ${numberText(above, unit)}`;
  return above === 0 ? "" : `, margin ${numberText(above, unit)}`;
}

function withInterval(comparison: Comparison, unit: ClaimUnit): string {
  const { low, high } = comparison.difference;
  const range = Number.isFinite(low) ? ` [${numberText(low, unit)}, ${numberText(high, unit)}]` : "";
  return comparisonText(comparison, unit) + range;
}

function numberText(value: number, unit: ClaimUnit): string {
  const written = inUnit(value, unit);
  return unit.signed === false ? String(written) : withSign(written);
}

function inUnit(value: number, { scale, digits }: ClaimUnit): number {
  return Number((value * scale).toFixed(digits)) + 0;
}
