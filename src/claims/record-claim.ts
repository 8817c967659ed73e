import { appendLine, ENVIRONMENT, readLog } from "../files/index.js";
import { displayBundle, showTable } from "../notebook/index.js";
import { type Claim, type ClaimInput, claimSchema, parseClaim } from "./claim.js";
import { hereText, verdictText } from "./claim-text.js";

/** The file that collects the claims of a run, one JSON line each; set by `npm run reproduce`. */
export const CLAIMS_VARIABLE = ENVIRONMENT.claims;

/** Type of the output that holds a claim as JSON in the notebook's file, from where `npm run claims` reads it. */
export const CLAIM_MIME = "application/vnd.forking-tokens.claim+json";

/**
 * Reports a claim that this notebook has measured: it is shown under the cell as one line, and `npm run reproduce`
 * lists it in its closing table.
 * @example recordClaim(judgeOneRun(stated, { notebook: "04-token-entropy" }))
 */
export function recordClaim(claim: ClaimInput): void {
  const parsed = parseClaim(claim, "recordClaim");
  displayBundle({ [CLAIM_MIME]: parsed, "text/plain": `Claim: ${parsed.claim}: ${parsed.verdict}` });
  const file = process.env[CLAIMS_VARIABLE];
  if (file) appendLine(file, parsed);
}

/**
 * Reports several claims that this notebook has measured: a table of them, then a line for each.
 * @example recordClaims(studyClaims(readRecordedRuns()))
 */
export function recordClaims(claims: readonly ClaimInput[]): void {
  showClaims(claims);
  for (const claim of claims) recordClaim(claim);
}

/**
 * Shows claims as a table: claim, paper, here with intervals, verdict with its runs.
 * @example showClaims(studyClaims(readRecordedRuns()))
 */
export function showClaims(claims: readonly ClaimInput[]): void {
  showTable(
    claims.map((input) => {
      const claim = parseClaim(input, "showClaims");
      const { claim: sentence, source, paper } = claim;
      return {
        claim: source ? `${sentence} (${source})` : sentence,
        paper,
        "here, 95 % interval": hereText(claim),
        verdict: verdictText(claim),
      };
    }),
  );
}

/**
 * The claims recorded in a run so far.
 * @example recordedClaims("claims.jsonl")
 */
export function recordedClaims(file: string): Claim[] {
  return readLog(file, claimSchema);
}
