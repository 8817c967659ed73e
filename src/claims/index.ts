export {
  CLAIMS_FILE,
  type Claim,
  type ClaimInput,
  type ClaimUnit,
  type ComparisonInput,
  readClaims,
} from "./claim.js";
export { CLAIMS_PAGE, claimsPage, withClaimsBlock } from "./claims-markdown.js";
export { claimsTable } from "./claims-table.js";
export {
  gapByDecade,
  NATS,
  overProblems,
  PERCENT,
  POINTS,
  pairedComparison,
  pooledGap,
  type Wanted,
} from "./comparisons.js";
export { type Deviation, deviations } from "./deviations.js";
export { judgeClaim, type StatedClaim } from "./judge-claim.js";
export { judgeOneRun, type OneRunClaim } from "./judge-one-run.js";
export { projectClaims } from "./project-claims.js";
export { CLAIMS_VARIABLE, recordClaim, recordClaims, recordedClaims, showClaims } from "./record-claim.js";
export { MATCH_MARGIN, studyClaims } from "./study-claims.js";
