import { wrapText } from "./wrap-text.js";

/** Between two columns of a table in plain text. */
export const COLUMN_GAP = "  ";

/**
 * The lines of one row of a table in plain text: each cell goes on over as many lines as its width asks for.
 * @param right for each column, whether its cells stand at the right; default none
 * @example wrapRow(["top 20 %", "a mask by entropy"], [8, 9]) // ["top 20 %  a mask by", "          entropy"]
 */
export function wrapRow(
  cells: readonly string[],
  widths: readonly number[],
  right: readonly boolean[] = [],
): string[] {
  const wrapped = cells.map((text, i) => wrapText(text, widths[i]));
  const height = Math.max(...wrapped.map(({ length }) => length));
  return Array.from({ length: height }, (_, k) =>
    wrapped
      .map(({ [k]: text = "" }, i) => (right[i] ? text.padStart(widths[i]) : text.padEnd(widths[i])))
      .join(COLUMN_GAP)
      .trimEnd(),
  );
}
