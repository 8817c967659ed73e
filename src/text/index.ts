export { quote, visibleText, wellFormed } from "./visible-text.js";
