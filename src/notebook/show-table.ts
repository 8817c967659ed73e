import { visibleText } from "../text/index.js";
import { displayBundle } from "./display.js";
import { foldedMarkdown } from "./folded.js";
import { LONGEST_UNBROKEN, plainTable } from "./plain-table.js";

/** Characters of a cell that are shown. */
const LONGEST_CELL = 1000;

/** What danfojs's DataFrame offers of itself. */
interface FrameLike {
  columns: string[];
  values: unknown;
}

export type Table = FrameLike | readonly Record<string, unknown>[];

interface TableOptions {
  /** Which columns, in this order; all of the first row by default. */
  columns?: readonly string[];
  /** Decimals of numbers that are no integers. */
  digits?: number;
  /** Most rows to show; a last line says how many were left out. */
  limit?: number;
  /** Folds the table under this line, to be opened by a click: for numbers that stand in a figure or the text too. */
  folded?: string;
}

/**
 * Shows a danfojs DataFrame, or rows as objects, under the cell: as Markdown and as plain text. Texts are escaped,
 * so tokens of a model show as they are, and what cannot be seen in them as its escape.
 * @throws Error naming the columns there are if one that was asked for is not among them
 * @example showTable([{ arm: "top 20 %", accuracy: 0.6 }])
 */
export function showTable(table: Table, options: TableOptions = {}): void {
  displayBundle(tableBundle(table, options));
}

/**
 * The table as "text/markdown" and "text/plain".
 * @example displayBundle(tableBundle([{ arm: "top 20 %", accuracy: 0.6 }]))
 */
export function tableBundle(
  source: Table,
  { columns, digits = 3, limit = 30, folded }: TableOptions = {},
): Record<string, string> {
  const { header: names, rows } = tableRows(source, columns);
  const header = names.map((name) => visibleText(name));
  const shown = rows.slice(0, limit);
  const cells = shown.map((row) => row.map((value) => cellText(value, digits)));
  const numeric = header.map((_, i) => shown.length > 0 && shown.every((row) => typeof row[i] === "number"));
  const rest = rows.length > limit ? `\n${rows.length - limit} more rows` : "";
  const table = markdown(header, cells, numeric) + (rest && `\n${rest}`);
  return {
    "text/markdown": folded === undefined ? table : foldedMarkdown(escapeMarkdown(folded), table),
    "text/plain": plainTable(header, cells, numeric) + rest,
  };
}

function tableRows(
  table: Table,
  columns?: readonly string[],
): { header: readonly string[]; rows: unknown[][] } {
  const objects = "columns" in table ? frameObjects(table) : table;
  const known = "columns" in table ? table.columns : Object.keys(objects[0] ?? {});
  const header = columns ?? known;
  const missing = objects.length > 0 && header.find((name) => !known.includes(name));
  if (missing) throw new Error(`no column ${JSON.stringify(missing)}; the table has ${known.join(", ")}`);
  return { header, rows: objects.map((row) => header.map((name) => row[name])) };
}

function frameObjects({ columns, values }: FrameLike): Record<string, unknown>[] {
  return (values as unknown[][]).map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])));
}

function cellText(value: unknown, digits: number): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "number" || Number.isInteger(value))
    return visibleText(String(value), { limit: LONGEST_CELL });
  return Math.abs(value) < 10 ** -digits ? value.toPrecision(Math.max(1, digits)) : value.toFixed(digits);
}

function markdown(header: readonly string[], cells: string[][], numeric: boolean[]): string {
  const line = (row: readonly string[]) => `| ${row.join(" | ")} |`;
  const rule = line(numeric.map((right) => (right ? "---:" : "---")));
  return [line(header.map(escapeMarkdown)), rule, ...cells.map((row) => line(row.map(markdownCell)))].join(
    "\n",
  );
}

/** A short cell keeps to one line, so that an interval is not broken at its comma. */
function markdownCell(text: string): string {
  const escaped = escapeMarkdown(text);
  return text.length > LONGEST_UNBROKEN ? escaped : escaped.replaceAll(" ", "&nbsp;");
}

/**
 * Every character that Markdown, HTML or MathJax would take for markup, escaped. MathJax reads what Markdown has made,
 * where an escaped dollar or backslash is one again; it sees no formula across elements, so they stand in their own. A
 * front end also makes links of what looks like an address: those lose their colon, point or @ to an entity.
 */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[&<>`*_{}[\]()#+!|~^$\\]/g, (sign) => ELEMENTS[sign] ?? `\\${sign}`)
    .replace(/:(?=\/\/)/g, "&#58;")
    .replace(/\b(www)\./gi, "$1&#46;")
    .replace(/@(?=[\w-]+\.\w)/g, "&#64;");
}

const ELEMENTS: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  $: "<span>\\$</span>",
  "\\": "<span>&#92;</span>",
};
