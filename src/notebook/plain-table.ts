import { COLUMN_GAP, wrapRow } from "../text/index.js";

/** What an untrusted notebook, a terminal and a page of code show without wrapping lines themselves. */
const PLAIN_TABLE_WIDTH = 100;
/** Characters of a cell that is not broken: an estimate with its interval stays on one line. */
export const LONGEST_UNBROKEN = 22;

/**
 * A table as aligned text of at most 100 characters a line. Where it is wider, headers and long texts go on over several
 * lines; where that is not enough, it is cut into tables below each other, each with the first column.
 * @param right for each column, whether its cells stand at the right
 */
export function plainTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly boolean[],
): string {
  const columns = header.map((name, i) =>
    measureColumn(
      name,
      rows.map((row) => row[i]),
    ),
  );
  return parts(columns)
    .map((part) => {
      const widths = narrowed(part.map((i) => columns[i]));
      const of = (row: readonly string[]) => part.map((i) => row[i]);
      return partText(of(header), rows.map(of), { widths, right: part.map((i) => right[i]) });
    })
    .join("\n\n");
}

interface Column {
  wanted: number;
  least: number;
}

function measureColumn(name: string, cells: readonly string[]): Column {
  const longest = (texts: readonly string[]) => Math.max(0, ...texts.map(({ length }) => length));
  return {
    wanted: longest([name, ...cells]),
    // narrower than this the table is cut before the column is
    least: Math.min(longest([...name.split(" "), ...cells]), LONGEST_UNBROKEN),
  };
}

const total = (widths: readonly number[]): number =>
  widths.reduce((sum, width) => sum + width, 0) + COLUMN_GAP.length * (widths.length - 1);

/** The columns of each part: as many as fit at their least widths, the first in all of them. */
function parts(columns: readonly Column[]): number[][] {
  const found: number[][] = [[]];
  for (let i = 0; i < columns.length; i++) {
    const part = found[found.length - 1];
    const least = [...part, i].map((k) => columns[k].least);
    if (total(least) <= PLAIN_TABLE_WIDTH) part.push(i);
    else found.push([0, i]);
  }
  return found;
}

/** The widths that are wanted, the widest narrowed until all of them fit. */
function narrowed(columns: readonly Column[]): number[] {
  const widths = columns.map(({ wanted }) => wanted);
  while (total(widths) > PLAIN_TABLE_WIDTH) {
    const open = columns.map(({ least }, i) => (widths[i] > least ? widths[i] : 0));
    widths[open.indexOf(Math.max(...open))]--;
  }
  return widths;
}

function partText(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { widths, right }: { widths: readonly number[]; right: readonly boolean[] },
): string {
  const lines = (row: readonly string[]): string[] => wrapRow(row, widths, right);
  const rule = widths.map((width) => "-".repeat(width)).join(COLUMN_GAP);
  const body = rows.map(lines);
  const between = body.some(({ length }) => length > 1) ? "\n\n" : "\n";
  const table = body.map((row) => row.join("\n")).join(between);
  return [...lines(header), rule, ...(body.length > 0 ? [table] : [])].join("\n");
}
