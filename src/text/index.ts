export { escapeHidden, quote, visibleText, wellFormed } from "./visible-text.js";
