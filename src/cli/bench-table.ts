import { quantile } from "../statistics/index.js";

const LABEL_WIDTH = 50;
const CELL_WIDTH = 19;

/** A line of the benchmark's tables. */
export function printRow(cells: readonly (string | number)[]): void {
  console.log(
    cells
      .map((cell, i) => (i === 0 ? String(cell).padEnd(LABEL_WIDTH) : String(cell).padStart(CELL_WIDTH)))
      .join(""),
  );
}

/** A number with three digits or so. */
export const digits = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** "median (lowest-highest)", or "-" without values. */
export function spread(values: readonly number[]): string {
  if (values.length === 0) return "-";
  return `${digits(median(values))} (${digits(Math.min(...values))}-${digits(Math.max(...values))})`;
}
