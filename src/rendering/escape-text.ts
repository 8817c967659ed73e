import { visibleText } from "../text/index.js";

/** Characters of one label. */
const LONGEST_LABEL = 60;

/**
 * Text from a model or a file, safe inside a plotly label: it is shown, never read as markup or as a formula, what cannot
 * be seen in it as its escape, cut where it is long.
 * @example escapeText("$x$ <b>&") // "&#36;x&#36; &lt;b&gt;&amp;"
 */
export function escapeText(text: string): string {
  return visibleText(text, { limit: LONGEST_LABEL })
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/\$/g, "&#36;");
}
