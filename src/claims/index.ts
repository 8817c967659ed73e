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
  MATCH_MARGIN,
  POINTS,
  pairedComparison,
  pooledGap,
  type Wanted,
} from "./comparisons.js";
export { decorationPredictions } from "./decoration-predictions.js";
export { type Deviation, deviations } from "./deviations.js";
export { difficultyPredictions } from "./difficulty-predictions.js";
export { entropyBonusPredictions } from "./entropy-bonus-predictions.js";
export { fineTuningPredictions, searchedAnswersPredictions } from "./fine-tuning-predictions.js";
export { forgettingPredictions } from "./forgetting-predictions.js";
export { formatPredictions } from "./format-predictions.js";
export { judgeClaim, type StatedClaim } from "./judge-claim.js";
export { type MiniBatchEvidence, miniBatchPredictions } from "./mini-batch-predictions.js";
export { missedTokensPredictions } from "./missed-tokens-predictions.js";
export { type OthersClaim, type OthersNumbers, othersClaims } from "./others-claims.js";
export { projectClaims } from "./project-claims.js";
export { rateMatchedPredictions } from "./rate-matched-predictions.js";
export { CLAIMS_VARIABLE, recordClaim, recordClaims, recordedClaims } from "./record-claim.js";
export { studyClaims } from "./study-claims.js";
export { surprisePredictions } from "./surprise-predictions.js";
export { TEMPERATURE_RANGES, type TemperatureNumbers, temperatureClaims } from "./temperature-claims.js";
export {
  type ClipHigherNumbers,
  clipHigherClaim,
  type ThroughTrainingNumbers,
  throughTrainingClaims,
} from "./through-training-claims.js";
export { type TokenEntropyNumbers, tokenEntropyClaims } from "./token-entropy-claims.js";
export { tourClaims } from "./tour-claims.js";
export { againPredictions, tournamentPredictions } from "./tournament-predictions.js";
export { type CountedTokens, type TokenKinds, wordCloudClaim } from "./word-cloud-claim.js";
