export { quote, visibleText } from "./visible-text.js";
