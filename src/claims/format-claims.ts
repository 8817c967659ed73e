import {
  comparedFormatRuns,
  formatGain,
  formatOutcome,
  formatRuns,
  type RecordedRun,
} from "../study/index.js";
import type { Claim, ClaimUnit } from "./claim.js";
import { MATCH_MARGIN, pairedComparison } from "./comparisons.js";
import { judgeClaim } from "./judge-claim.js";

/** P6's measures are in points already. */
const UNIT: ClaimUnit = { name: "points", digits: 1 };

/** What the paper says of masks, asked of P6: a pre-trained model that learns a format. Judged when its five seeds are whole. */
export function formatClaims(runs: readonly RecordedRun[]): Claim[] {
  const format = formatRuns(runs);
  const compared = format.standing === "a verdict" ? comparedFormatRuns(format) : null;
  const { all, top, bottom } = compared ?? {};
  const stated = {
    paper: "asked there of mathematics, with models of 8B to 32B",
    command: "npm run ablate -- --preset format --only format/",
  };
  const note =
    "SmolLM2-135M-Instruct, ten steps, share of held-out responses in the format, mean over the evaluations";
  return [
    judgeClaim(
      {
        id: "bottom-80-teaches-little-format",
        claim: "Gradient on the bottom 80 % of tokens alone teaches a pre-trained model little of a format",
        source: "Figure 7",
        ...stated,
      },
      UNIT,
      [
        pairedComparison("half the gain of all tokens above that of bottom 80 %", all, bottom, formatGain, {
          weight: 0.5,
        }),
        pairedComparison("bottom 80 % less top 20 %", bottom, top, formatOutcome, { beside: true }),
      ],
      { note },
    ),
    judgeClaim(
      {
        id: "top-20-teaches-a-format",
        claim:
          "Gradient on the top 20 % of tokens teaches a pre-trained model a format as well as all tokens do",
        source: "Table 2",
        ...stated,
      },
      UNIT,
      [pairedComparison("top 20 % less all tokens", top, all, formatOutcome, { above: -100 * MATCH_MARGIN })],
      { note },
    ),
  ];
}
