export {
  ofResponse,
  positionsInResponse,
  type ResponseRow,
  type ResponseTokens,
  responseColumns,
  responseCount,
  responseLengths,
  responsesOf,
  selectResponses,
  selectTokens,
  startsOf,
} from "./response-tokens.js";
