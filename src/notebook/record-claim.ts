import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { type Claim, type ClaimInput, parseClaim } from "../paper/index.js";

/** The file that collects the claims of a run, one JSON line each; set by `npm run reproduce`. */
export const CLAIMS_VARIABLE = "FORKING_TOKENS_CLAIMS";

/**
 * Reports a claim that this notebook has measured: `npm run reproduce` lists it in its closing table. Elsewhere it
 * only checks the claim.
 */
export function recordClaim(claim: ClaimInput): void {
  const parsed = parseClaim(claim, "recordClaim");
  const file = process.env[CLAIMS_VARIABLE];
  if (file) appendFileSync(file, `${JSON.stringify(parsed)}\n`);
}

/** The claims recorded in a run so far. */
export function recordedClaims(file: string): Claim[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  return lines.map((line) => parseClaim(JSON.parse(line), file));
}
