export { escapeHidden, quote, visibleLines, visibleText, wellFormed } from "./visible-text.js";
