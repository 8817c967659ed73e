export { CLAIMS_FILE, type Claim, type ClaimInput, parseClaim, readClaims, VERDICTS } from "./claims.js";
export { type ClaimUnit, type Comparison, judgeClaim, type StatedClaim, withSign } from "./judge-claim.js";
export { paperQuantity, type QuantityTable } from "./quantity.js";
export { PAPER_TABLES, type PaperRow, type PaperTable, paperTable } from "./tables.js";
export { untestedClaims } from "./untested-claims.js";
