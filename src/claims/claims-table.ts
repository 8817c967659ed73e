import { COLUMN_GAP, wrapRow } from "../text/index.js";
import type { Claim } from "./claim.js";
import { hereText, verdictText } from "./claim-text.js";

/** Widths of the columns, which with the gaps between them fit a terminal of 100. */
const COLUMNS = { verdict: 16, claim: 28, paper: 16, here: 34 };

/**
 * Claims as a text table of 100 columns, long texts on several lines; a line in its place where there are none.
 * @example console.log(claimsTable("Claims", projectClaims()))
 */
export function claimsTable(title: string, claims: readonly Claim[]): string {
  if (claims.length === 0) return `\n${title}: no claims`;
  const widths = Object.values(COLUMNS);
  const row = (...cells: string[]): string => wrapRow(cells, widths).join("\n");
  const body = claims.map((claim) => row(verdictText(claim), claim.claim, claim.paper, hereText(claim)));
  const rule = widths.map((width) => "-".repeat(width)).join(COLUMN_GAP);
  return [`\n${title}\n`, row(...Object.keys(COLUMNS)), rule, body.join("\n\n")].join("\n");
}
