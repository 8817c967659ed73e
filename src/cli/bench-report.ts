import { quantile } from "../statistics/index.js";

const LABEL_WIDTH = 50;
const CELL_WIDTH = 19;

/** One measurement, those of several rounds (none where nothing was measured), or a text such as a goal. */
export type BenchCell = number | readonly number[] | string;

interface BenchTable {
  title: string;
  columns: readonly string[];
  rows: { what: string; [column: string]: unknown }[];
}

/** What a benchmark finds: printed row by row as it is measured, or at the end as JSON. */
export class BenchReport {
  private readonly remarks: string[] = [];
  private readonly tables: BenchTable[] = [];

  constructor(private readonly json = false) {}

  remark(line: string): void {
    this.remarks.push(line);
    if (!this.json) console.log(line);
  }

  table(title: string, columns: readonly string[]): void {
    this.tables.push({ title, columns, rows: [] });
    if (!this.json) console.log(`\n${title}\n${lineOf("", columns)}`);
  }

  /** A row of the last table. */
  row(what: string, ...cells: BenchCell[]): void {
    const { columns, rows } = this.tables[this.tables.length - 1];
    rows.push({ what, ...Object.fromEntries(cells.map((cell, i) => [columns[i], cellValue(cell)])) });
    if (!this.json) console.log(lineOf(what, cells.map(cellText)));
  }

  finish(): void {
    if (this.json) console.log(JSON.stringify({ remarks: this.remarks, tables: this.tables }, null, 2));
  }
}

function lineOf(what: string, cells: readonly string[]): string {
  return what.padEnd(LABEL_WIDTH) + cells.map((cell) => cell.padStart(CELL_WIDTH)).join("");
}

function cellText(cell: BenchCell): string {
  if (typeof cell === "string") return cell;
  return typeof cell === "number" ? digits(cell) : spread(cell);
}

function cellValue(cell: BenchCell): unknown {
  if (typeof cell !== "object") return cell;
  if (cell.length === 0) return null;
  return { median: median(cell), lowest: Math.min(...cell), highest: Math.max(...cell) };
}

/** A number with three digits or so. */
export const digits = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** "median (lowest-highest)", or "-" without values. */
export function spread(values: readonly number[]): string {
  if (values.length === 0) return "-";
  return `${digits(median(values))} (${digits(Math.min(...values))}-${digits(Math.max(...values))})`;
}
