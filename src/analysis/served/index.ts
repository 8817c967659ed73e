export { type CollectionSettings, type CollectOptions, collectResponses } from "./collect-responses.js";
export { type EchoText, parseEchoText, scoreByEcho } from "./score-by-echo.js";
export { parseServedLine, type ServedLine } from "./served-prompt.js";
export type { ServedColumns, ServedRecord } from "./served-record.js";
export { type BoundedMeasure, type ServedSummary, servedSummary } from "./served-summary.js";
