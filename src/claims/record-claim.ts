import { appendLine, ENVIRONMENT, readLog } from "../files/index.js";
import { displayBundle, tableBundle } from "../notebook/index.js";
import { type Claim, type ClaimInput, claimSchema, firstOfEachId, parseClaim } from "./claim.js";
import { hereText, verdictText } from "./claim-text.js";

/** The file that collects the claims of a run, one JSON line each; set by `npm run reproduce`. */
export const CLAIMS_VARIABLE = ENVIRONMENT.claims;

/** Type of the output that holds a claim, or a list of them, as JSON in the notebook's file, from where `npm run claims` reads it. */
export const CLAIM_MIME = "application/vnd.forking-tokens.claim+json";

/**
 * Reports a claim that this notebook has measured: it is shown under the cell as one line, and `npm run reproduce`
 * lists it in its closing table.
 * @example recordClaim(judgeClaim(stated, POINTS, comparisons))
 */
export function recordClaim(claim: ClaimInput): void {
  const parsed = parseClaim(claim, "recordClaim");
  displayBundle({ [CLAIM_MIME]: parsed, "text/plain": `Claim: ${parsed.claim}: ${parsed.verdict}` });
  keepClaim(parsed);
}

/**
 * Reports several claims that this notebook has measured, as a table.
 * @example recordClaims(studyClaims(readRecordedRuns()))
 */
export function recordClaims(claims: readonly ClaimInput[]): void {
  const parsed = claims.map((claim) => parseClaim(claim, "recordClaims"));
  displayBundle({ [CLAIM_MIME]: parsed, ...tableBundle(claimRows(parsed)) });
  for (const claim of parsed) keepClaim(claim);
}

function keepClaim(claim: Claim): void {
  const file = process.env[CLAIMS_VARIABLE];
  if (file) appendLine(file, claim);
}

function claimRows(claims: readonly Claim[]): Record<string, string>[] {
  return claims.map((claim) => ({
    claim: claim.source ? `${claim.claim} (${claim.source})` : claim.claim,
    paper: claim.paper,
    "here, 95 % interval": hereText(claim),
    verdict: verdictText(claim),
  }));
}

/**
 * The claims recorded in a run so far, one of an id: a second notebook may show a claim again.
 * @example recordedClaims("claims.jsonl")
 */
export function recordedClaims(file: string): Claim[] {
  return firstOfEachId(readLog(file, claimSchema));
}
