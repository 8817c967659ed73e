import { readFileSync } from "node:fs";
import { parse } from "papaparse";
import { z } from "zod";

/** Where a published number comes from; every row of data/paper/ carries it. */
const provenance = {
  /** The paper's table, figure, equation or section, or what the number was computed from. */
  source: z.string().min(1, "a row without a source"),
  /** high: read in the paper; medium: read off a picture; computed: arithmetic on the paper's numbers. */
  trust: z.enum(["high", "medium", "computed"]),
  note: z.string(),
};

/** A cell that holds a number; an empty cell is none. */
export const number = z
  .string()
  .regex(/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i, "not a number")
  .transform(Number);

/** The schema of one file's rows: its own columns and their provenance. */
export function rowOf<Columns extends z.ZodRawShape>(
  columns: Columns,
): z.ZodObject<Columns & typeof provenance> {
  return z.strictObject({ ...columns, ...provenance });
}

/**
 * Rows of a CSV file with a header line, checked against a schema.
 *
 * @throws naming file and line: a row without a source, a cell of the wrong kind, a missing or unknown column
 */
export function readCsv<Row extends z.ZodType>(file: string, schema: Row): z.output<Row>[] {
  const { data, errors } = parse<Record<string, string>>(readFileSync(file, "utf8"), {
    header: true,
    skipEmptyLines: true,
  });
  const lineOf = (row: number | undefined): string => `${file}, line ${(row ?? 0) + 2}`;
  if (errors.length > 0) throw new Error(`${lineOf(errors[0].row)}: ${errors[0].message}`);
  return data.map((row, i) => {
    const checked = schema.safeParse(row);
    if (checked.success) return checked.data;
    const [{ path, message }] = checked.error.issues;
    throw new Error(`${lineOf(i)}: ${path.join(".") || "row"}: ${message}; received ${JSON.stringify(row)}`);
  });
}
