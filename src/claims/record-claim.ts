import { appendLine, readLog } from "../files/index.js";
import { displayBundle, showTable } from "../notebook/index.js";
import { type Claim, type ClaimInput, claimSchema, parseClaim } from "./claim.js";

/** The file that collects the claims of a run, one JSON line each; set by `npm run reproduce`. */
export const CLAIMS_VARIABLE = "FORKING_TOKENS_CLAIMS";

/** Type of the output that holds a claim as JSON in the notebook's file, from where `npm run claims` reads it. */
export const CLAIM_MIME = "application/vnd.forking-tokens.claim+json";

/**
 * Reports a claim that this notebook has measured: it is shown under the cell as one line, and `npm run reproduce`
 * lists it in its closing table.
 */
export function recordClaim(claim: ClaimInput): void {
  const parsed = parseClaim(claim, "recordClaim");
  displayBundle({ [CLAIM_MIME]: parsed, "text/plain": `Claim: ${parsed.claim}: ${parsed.verdict}` });
  const file = process.env[CLAIMS_VARIABLE];
  if (file) appendLine(file, parsed);
}

/** Reports several claims that this notebook has measured: a table of them, then a line for each. */
export function recordClaims(claims: readonly ClaimInput[]): void {
  const rows = claims.map((claim) => {
    const { claim: sentence, paper, here, interval, seeds, verdict } = parseClaim(claim, "recordClaims");
    const range = interval ? `[${interval[0]}, ${interval[1]}]` : "";
    return { claim: sentence, paper, here, "95 % interval": range, seeds, verdict };
  });
  showTable(rows);
  for (const claim of claims) recordClaim(claim);
}

/** The claims recorded in a run so far. */
export function recordedClaims(file: string): Claim[] {
  return readLog(file, claimSchema);
}
