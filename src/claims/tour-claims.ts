import type { Interval } from "../statistics/index.js";
import type { Claim } from "./claim.js";
import { MATCH_MARGIN, overProblems, POINTS } from "./comparisons.js";
import { judgeClaim } from "./judge-claim.js";

/** Differences of final accuracy between the tour's three short runs, paired by problem, with intervals over problems. */
interface TourNumbers {
  topLessAll: Interval;
  allLessBottom: Interval;
  topLessBottom: Interval;
}

/**
 * The two claims that the tour looks at. One run of one seed is too short for a verdict of the project: they name no
 * command, so `npm run claims` leaves them in their notebook.
 * @example recordClaims(tourClaims({ topLessAll, allLessBottom, topLessBottom }, { steps: 18 }))
 */
export function tourClaims(
  { topLessAll, allLessBottom, topLessBottom }: TourNumbers,
  { steps }: { steps: number },
): Claim[] {
  const note = `test accuracy after ${steps} steps, one run an arm`;
  return [
    judgeClaim(
      {
        id: "tour-bottom-80",
        claim: "The bottom 80 % of tokens alone teach little",
        source: "Fig 7, 8B",
        paper: "strong drop",
      },
      POINTS,
      [
        overProblems("all tokens less bottom 80 %", allLessBottom),
        overProblems("top 20 % less bottom 80 %", topLessBottom),
      ],
      { note },
    ),
    judgeClaim(
      {
        id: "tour-top-20",
        claim: "Gradients on the top 20 % match or beat gradients on all tokens",
        source: "Table 2",
        paper: "+0.5 to +4.1 points (average)",
      },
      POINTS,
      [overProblems("top 20 % less all tokens", topLessAll, { above: -MATCH_MARGIN })],
      { note },
    ),
  ];
}
