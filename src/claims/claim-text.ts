import { detectableBy, intervalText, numberText } from "../statistics/index.js";
import type { Claim, Comparison } from "./claim.js";

/** A number of fewer seeds, and more than one, says how many it has. */
const ENOUGH_SEEDS = 5;

type WrittenUnit = NonNullable<Claim["unit"]>;

/** Our numbers of a claim in words: what a reader must know, then each number with its interval; those beside last. */
export function hereText({ here, comparisons, unit }: Claim): string {
  const written = (beside: boolean): string[] =>
    comparisons
      .filter((comparison) => comparison.beside === beside)
      .map((comparison) => comparisonText(comparison, unit!));
  const [deciding, others] = [written(false), written(true)];
  return [
    ...(here ? [here] : []),
    ...deciding,
    ...others.map((text, i) => (i === 0 ? `beside it: ${text}` : text)),
  ].join("; ");
}

/** The first number of a claim alone, for a short table; what stands in its place where there is none. */
export function leadingText({ here, comparisons, unit }: Claim): string {
  return comparisons.length > 0 ? comparisonText(comparisons[0], unit!) : here;
}

/**
 * The verdict with the runs behind it: "reproduced (1 run)". An undecided one says which true difference those runs
 * would have found in four of five studies: "undecided (5 runs; would detect 6.8 points)".
 */
export function verdictText({ verdict, comparisons, unit }: Claim): string {
  const deciding = comparisons.filter(({ beside }) => !beside);
  if (deciding.length === 0) return verdict;
  const counts = deciding.map(({ runs }) => runs);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const runs = least < most ? `${least} to ${most} runs` : most === 1 ? "1 run" : `${most} runs`;
  if (verdict !== "undecided") return `${verdict} (${runs})`;
  const told = Math.max(...deciding.map(detectable));
  if (!Number.isFinite(told)) return `${verdict} (${runs})`;
  const { digits, scale, name } = unit!;
  return `${verdict} (${runs}; would detect ${numberText(told, { digits, scale })} ${name})`;
}

/** How many claims have each verdict, in the order of `VERDICTS`; verdicts that none has are left out. */
export function verdictCounts(
  claims: readonly Claim[],
  verdicts: readonly Claim["verdict"][],
): [string, number][] {
  return verdicts
    .map((verdict): [string, number] => [verdict, claims.filter((claim) => claim.verdict === verdict).length])
    .filter(([, count]) => count > 0);
}

function comparisonText(comparison: Comparison, unit: WrittenUnit): string {
  const { what, estimate, low, high, runs } = comparison;
  const interval = { estimate, low: low ?? Number.NEGATIVE_INFINITY, high: high ?? Number.POSITIVE_INFINITY };
  const few = runs > 1 && runs < ENOUGH_SEEDS ? ` (${runs} seeds)` : "";
  return `${what}${thresholdText(comparison, unit)}: ${intervalText(interval, unit)} ${unit.name}${few}`;
}

function thresholdText({ above, below }: Comparison, { digits, scale, signed }: WrittenUnit): string {
  const text = (value: number): string => String(Number((value * scale).toFixed(digits))).replace("-", "−");
  if (below !== undefined) return `, wanted between ${text(above)} and ${text(below)}`;
  if (!signed) return `, wanted above ${text(above)}`;
  return above === 0 ? "" : `, margin ${text(above)}`;
}

/** The least true distance from the threshold that the comparison would tell with a power of 0.8. */
function detectable({ low, high, degrees }: Comparison): number {
  if (low === null || high === null) return Number.POSITIVE_INFINITY;
  return detectableBy({ low, high }, { degrees: degrees ?? Number.POSITIVE_INFINITY });
}
