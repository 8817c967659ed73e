import { type Claim, type ClaimInput, type ClaimUnit, type ComparisonInput, parseClaim } from "./claim.js";

/** What is known of a claim before it is measured. */
export type StatedClaim = Pick<ClaimInput, "id" | "claim" | "source" | "paper" | "command">;

/**
 * Judges a claim by intervals alone. It is reproduced if the interval of every number lies beyond its threshold,
 * partly reproduced if that of some does, not reproduced if none does and one lies wholly on the wrong side, undecided
 * if every interval holds its threshold; not tested here if a comparison is missing (null). Numbers that stand `beside`
 * have no say.
 *
 * @param options note: what a reader must know of our numbers, said before them, such as what the intervals are over
 * @throws Error naming the claim if no number decides
 * @example judgeClaim(stated, POINTS, [pairedComparison("top - all", top, all, measure)]).verdict
 */
export function judgeClaim(
  stated: StatedClaim,
  unit: ClaimUnit,
  comparisons: readonly (ComparisonInput | null)[],
  { note = "" }: { note?: string } = {},
): Claim {
  const measured = comparisons.filter((comparison): comparison is ComparisonInput => comparison !== null);
  if (measured.length < comparisons.length)
    return parseClaim(
      { ...stated, here: "its runs are not recorded", verdict: "not tested here" },
      stated.id,
    );
  const deciding = measured.filter(({ beside }) => !beside);
  if (deciding.length === 0)
    throw new Error(`${stated.id}: wanted a comparison that decides, received ${comparisons.length} beside`);
  return parseClaim(
    { ...stated, here: note, comparisons: measured, unit, verdict: verdictOf(deciding) },
    stated.id,
  );
}

/**
 * The verdict of `judgeClaim` on numbers that all decide.
 * @example verdictOf([overProblems("share", { estimate: 0.6, low: 0.55, high: 0.65 }, { above: 0.5 })]) // "reproduced"
 */
export function verdictOf(comparisons: readonly ComparisonInput[]): Claim["verdict"] {
  const holds = ({ low, high, above, below = Number.POSITIVE_INFINITY }: ComparisonInput): boolean =>
    low !== null && high !== null && low > above && high < below;
  const fails = ({ low, high, above, below = Number.POSITIVE_INFINITY }: ComparisonInput): boolean =>
    low !== null && high !== null && (high < above || low > below);
  if (comparisons.every(holds)) return "reproduced";
  if (comparisons.some(holds)) return "partly reproduced";
  return comparisons.some(fails) ? "not reproduced" : "undecided";
}
