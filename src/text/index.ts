export { escapeHidden, quote, visibleLines, visibleText, wellFormed } from "./visible-text.js";
export { COLUMN_GAP, wrapRow } from "./wrap-row.js";
