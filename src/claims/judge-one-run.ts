import type { Interval } from "../statistics/index.js";
import type { Claim, ClaimUnit } from "./claim.js";
import { overProblems, type Wanted } from "./comparisons.js";
import { judgeClaim, type StatedClaim } from "./judge-claim.js";

/** A claim about a number of one run. */
export interface OneRunClaim extends Omit<StatedClaim, "command">, Omit<Wanted, "beside"> {
  unit: ClaimUnit;
  /** What the number is. */
  what: string;
}

/**
 * A judge of claims about what a notebook measures of a single run: it takes the name of a number and the claim about it.
 * @param measured the numbers by name, with intervals over problems
 * @param options notebook: the one that measures them, "04-token-entropy"; note: as for `judgeClaim`; beside: the same
 * numbers of other models, by what they are: shown, without a say
 * @example oneRunJudge({ below }, { notebook, note })("below", { ...stated, unit: NATS, what, above: 0 })
 */
export function oneRunJudge<Name extends string>(
  measured: Readonly<Record<Name, Interval>>,
  {
    notebook,
    note,
    beside = {},
  }: { notebook: string; note?: string; beside?: Readonly<Record<string, Readonly<Record<Name, Interval>>>> },
): (number: Name, claim: OneRunClaim) => Claim {
  return (number, { unit, what, above, below, ...stated }) =>
    judgeClaim(
      { ...stated, command: `npm run notebooks -- ${notebook}` },
      unit,
      [
        overProblems(what, measured[number], { above, below }),
        ...Object.entries(beside).map(([model, numbers]) =>
          overProblems(`${what}, ${model}`, numbers[number], { above, below, beside: true }),
        ),
      ],
      { note },
    );
}
