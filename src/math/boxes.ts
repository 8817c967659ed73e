/**
 * What stands in the \boxed{} of a text, in order, braces balanced. Boxes around nothing or a \phantom{}, used to
 * leave a blank, are passed over.
 *
 * @example boxes("so \\boxed{\\frac{1}{2}}") // ["\\frac{1}{2}"]
 */
export function boxes(text: string): string[] {
  const contents: string[] = [];
  for (const opening of text.matchAll(/\\boxed\s*\{/g)) {
    const from = opening.index! + opening[0].length;
    const end = closingBrace(text, from);
    if (end === undefined) continue;
    const content = text.slice(from, end);
    if (content.replace(/\\phantom\{[^{}]*\}/g, "").trim() !== "") contents.push(content);
  }
  return contents;
}

/** The place of the brace that closes the group which begins at `from`; \{ and \} are no braces of groups. */
function closingBrace(text: string, from: number): number | undefined {
  let depth = 1;
  for (let i = from; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === "{") depth++;
    else if (text[i] === "}" && --depth === 0) return i;
  }
  return undefined;
}
