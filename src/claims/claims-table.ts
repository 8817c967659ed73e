import { wrapText } from "../text/index.js";
import type { Claim } from "./claim.js";
import { hereText, verdictText } from "./claim-text.js";

/** Widths of the columns, which with the gaps between them fit a terminal of 100. */
const COLUMNS = { verdict: 16, claim: 28, paper: 16, here: 34 };
const GAP = "  ";

/**
 * Claims as a text table of 100 columns, long texts on several lines; a line in its place where there are none.
 * @example console.log(claimsTable("Claims", projectClaims()))
 */
export function claimsTable(title: string, claims: readonly Claim[]): string {
  if (claims.length === 0) return `\n${title}: no claims`;
  const widths = Object.values(COLUMNS);
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, i) => text.padEnd(widths[i]))
      .join(GAP)
      .trimEnd();
  const body = claims.map((claim) => {
    const texts = [verdictText(claim), claim.claim, claim.paper, hereText(claim)];
    const wrapped = texts.map((text, i) => wrapText(text, widths[i]));
    const height = Math.max(...wrapped.map(({ length }) => length));
    return Array.from({ length: height }, (_, row) => line(wrapped.map((lines) => lines[row] ?? ""))).join(
      "\n",
    );
  });
  const rule = widths.map((width) => "-".repeat(width)).join(GAP);
  return [`\n${title}\n`, line(Object.keys(COLUMNS)), rule, body.join("\n\n")].join("\n");
}
