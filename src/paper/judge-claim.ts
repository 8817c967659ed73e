import type { Interval } from "../statistics/index.js";
import { type Claim, type ClaimInput, parseClaim, type VERDICTS } from "./claims.js";

/** A difference that a claim needs to lie above a threshold. */
export interface Comparison {
  /** What is subtracted from what. */
  what: string;
  /** With its 95 % interval; its ends are infinite where one run leaves it unknown. */
  difference: Interval;
  above: number;
  /** Independent runs behind it. */
  seeds: number;
}

/** How a difference is written: its unit, what it is multiplied by, its decimals. */
export interface ClaimUnit {
  name: string;
  scale: number;
  digits: number;
}

/** What is known of a claim before it is measured. */
export type StatedClaim = Pick<ClaimInput, "id" | "claim" | "source" | "paper" | "command">;

/**
 * Judges a claim by intervals alone. It is reproduced if the interval of every difference lies above its threshold,
 * partly reproduced if that of some does, not reproduced if none does and one lies below, undecided if all of them
 * hold their thresholds; not testable here if a comparison is missing (null).
 */
export function judgeClaim(
  stated: StatedClaim,
  unit: ClaimUnit,
  comparisons: readonly (Comparison | null)[],
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
      here: [...others.map((other) => withInterval(other, unit)), comparisonText(measured[0], unit)].join(
        "; ",
      ),
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
  const holding = comparisons.filter(({ difference, above }) => difference.low > above);
  if (holding.length === comparisons.length) return "reproduced";
  if (holding.length > 0) return "partly reproduced";
  return comparisons.some(({ difference, above }) => difference.high < above)
    ? "not reproduced"
    : "undecided";
}

function comparisonText({ what, difference, above }: Comparison, unit: ClaimUnit): string {
  const margin = above === 0 ? "" : `, margin ${withSign(inUnit(above, unit))}`;
  return `${what}${margin}: ${withSign(inUnit(difference.estimate, unit))} ${unit.name}`;
}

function withInterval(comparison: Comparison, unit: ClaimUnit): string {
  const { low, high } = comparison.difference;
  const range = Number.isFinite(low)
    ? ` [${withSign(inUnit(low, unit))}, ${withSign(inUnit(high, unit))}]`
    : "";
  return comparisonText(comparison, unit) + range;
}

function inUnit(value: number, { scale, digits }: ClaimUnit): number {
  return Number((value * scale).toFixed(digits)) + 0;
}
