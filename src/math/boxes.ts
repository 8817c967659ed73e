/**
 * What stands in the \boxed{} of a text, in the order in which they end, braces balanced. Boxes around nothing or a
 * \phantom{}, used to leave a blank, are passed over. Time grows with the text's length, whatever is in it.
 *
 * @example boxes("so \\boxed{\\frac{1}{2}}") // ["\\frac{1}{2}"]
 */
export function boxes(text: string): string[] {
  const contents: string[] = [];
  /** Where each open group begins; -1 where it is no box. */
  const open: number[] = [];
  // A brace with its box, a brace, or an escaped sign that is none.
  for (const { 0: found, index } of text.matchAll(/\\boxed\s*\{|\\.|[{}]/gs)) {
    if (found === "}") {
      const from = open.pop() ?? -1;
      if (from >= 0) contents.push(text.slice(from, index));
    } else if (found.endsWith("{") && found !== "\\{") open.push(found === "{" ? -1 : index! + found.length);
  }
  return contents.filter((content) => content.replace(/\\phantom\{[^{}]*\}/g, "").trim() !== "");
}
