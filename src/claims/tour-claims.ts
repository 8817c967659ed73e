import type { Interval } from "../statistics/index.js";
import { type Claim, parseClaim } from "./claim.js";

/** Final accuracies of the tour's three short runs, with intervals over problems. */
interface TourNumbers {
  all: Interval;
  top: Interval;
  bottom: Interval;
}

/**
 * The two claims that the tour looks at. One run of one seed is too short for a verdict of the project: they name no
 * command, so `npm run claims` leaves them in their notebook.
 * @example recordClaims(tourClaims({ all, top, bottom }, { steps: 18 }))
 */
export function tourClaims({ all, top, bottom }: TourNumbers, { steps }: { steps: number }): Claim[] {
  const text = ({ estimate }: Interval): string => estimate.toFixed(2);
  const ahead = (a: Interval, b: Interval): boolean => a.low > b.high;
  return [
    parseClaim(
      {
        id: "tour-bottom-80",
        claim: "The bottom 80 % of tokens alone teach little",
        source: "Fig 7, 8B",
        paper: "strong drop",
        here: `one run an arm: ${text(bottom)} against ${text(all)} (all) and ${text(top)} (top 20 %)`,
        verdict: ahead(all, bottom) && ahead(top, bottom) ? "reproduced" : "not reproduced",
      },
      "tourClaims",
    ),
    parseClaim(
      {
        id: "tour-top-20",
        claim: "Gradients on the top 20 % match or beat gradients on all tokens",
        source: "Table 2",
        paper: "+0.5 to +4.1 points (average)",
        here: `one run an arm: ${text(top)} against ${text(all)} after ${steps} steps`,
        verdict: ahead(all, top) ? "not reproduced" : "partly reproduced",
      },
      "tourClaims",
    ),
  ];
}
