export { CLAIMS_FILE, type Claim, type ClaimInput, parseClaim, readClaims, VERDICTS } from "./claim.js";
export { claimsMarkdown, withClaimsBlock } from "./claims-markdown.js";
export { claimsTable } from "./claims-table.js";
export { type ClaimUnit, type Comparison, judgeClaim, type StatedClaim, withSign } from "./judge-claim.js";
export { projectClaims } from "./project-claims.js";
export { CLAIMS_VARIABLE, recordClaim, recordClaims, recordedClaims } from "./record-claim.js";
export { MATCH_MARGIN, studyClaims } from "./study-claims.js";
export { untestedClaims } from "./untested-claims.js";
