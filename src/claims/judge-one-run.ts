import type { Interval } from "../statistics/index.js";
import type { Claim, ClaimUnit } from "./claim.js";
import { overProblems, type Wanted } from "./comparisons.js";
import { judgeClaim, type StatedClaim } from "./judge-claim.js";

/** A claim about a number of one run, and the number. */
export interface OneRunClaim extends Omit<StatedClaim, "command">, Omit<Wanted, "beside"> {
  unit: ClaimUnit;
  /** What the number is. */
  what: string;
  /** With its interval over problems. */
  measured: Interval;
  /** The same number of other models, by what they are: shown, without a say. */
  beside?: Readonly<Record<string, Interval>>;
}

/**
 * Judges a claim by a number of a single run, measured in a notebook, with an interval over problems.
 * @param options notebook: the one that measures it, "04-token-entropy"; note: as for `judgeClaim`
 * @example judgeOneRun({ ...stated, unit: NATS, what, measured, above: 0 }, { notebook: "04-token-entropy" })
 */
export function judgeOneRun(
  { unit, what, measured, above, below, beside = {}, ...stated }: OneRunClaim,
  { notebook, note }: { notebook: string; note?: string },
): Claim {
  const wanted = { above, below };
  return judgeClaim(
    { ...stated, command: `npm run notebooks -- ${notebook}` },
    unit,
    [
      overProblems(what, measured, wanted),
      ...Object.entries(beside).map(([model, number]) =>
        overProblems(`${what}, ${model}`, number, { ...wanted, beside: true }),
      ),
    ],
    { note },
  );
}
