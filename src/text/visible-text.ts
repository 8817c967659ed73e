/** More combining marks on one letter than any script has; drawing them piles up ink, and fails at some number. */
const MOST_MARKS = 8;

const HIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]|(?![\u200c\u200d])\p{Cf}/gu;
/** The beginning of an escape, at the end of a text that was cut. */
const HALF_ESCAPE = /\\(u([0-9a-f]{0,3}|\{[0-9a-f]{0,6})?)?$/;
const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Text of a model or a file, made fit to be shown in a terminal, a table or a figure: one line in which characters that
 * cannot be seen, steer a terminal, turn the direction of writing or are no characters stand as their escape
 * (`\n`, `\u001b`, `\ud800`), and that ends in "…" after `limit` characters. What is left is text, not markup: HTML,
 * Markdown and TeX in it are for the place that shows it to escape.
 *
 * @example visibleText("a\u001b[2Jb") // "a\\u001b[2Jb"
 */
export function visibleText(text: string, { limit = 80 }: { limit?: number } = {}): string {
  const start = text.slice(0, 2 * limit + 2);
  const shown = Array.from(escapeHidden(start));
  if (shown.length <= limit && start.length === text.length) return shown.join("");
  const cut = shown.slice(0, limit).join("");
  return `${cut.replace(HALF_ESCAPE, "")}…`;
}

/**
 * A text of several lines, each as `visibleText` has it, cut after `limit` characters in all.
 * @example visibleLines(report, { limit: 400 })
 */
export function visibleLines(text: string, { limit = 4000 }: { limit?: number } = {}): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return cut.split("\n").map(escapeHidden).join("\n");
}

/**
 * The text with everything that cannot be seen as its escape, as `visibleText` has it, uncut.
 * @example escapeHidden("a\tb") // a\\tb
 */
export function escapeHidden(text: string): string {
  return text
    .replace(HIDDEN, (character) => NAMED[character] ?? escapeOf(character))
    .replace(/(\p{M}+)/gu, (marks) => {
      const list = Array.from(marks);
      return list.length > MOST_MARKS ? `${list.slice(0, MOST_MARKS).join("")}…` : marks;
    });
}

/**
 * A text as an error quotes it: in double quotes, everything that cannot be seen as its escape, cut after `limit`.
 * @example quote("a\nb") // "a\\nb", with its quotes
 */
export function quote(text: string, { limit = 80 }: { limit?: number } = {}): string {
  return `"${visibleText(text, { limit }).replaceAll('"', '\\"')}"`;
}

/**
 * The text with U+FFFD in place of each half of a surrogate pair: what UTF-8, and so Python, can hold.
 * @example wellFormed("\ud800") // the replacement character U+FFFD
 */
export function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, "\ufffd");
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0)!;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
