export { escapeHidden, quote, visibleLines, visibleText, wellFormed } from "./visible-text.js";
export { wrapText } from "./wrap-text.js";
