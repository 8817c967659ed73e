import { parse } from "papaparse";
import { z } from "zod";
import { checked, readText } from "../files/index.js";
import { quote } from "../text/index.js";

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
  .transform(Number)
  .refine(Number.isFinite, "not a finite number");

/** The schema of one file's rows: its own columns and their provenance. */
export function rowOf<Columns extends z.ZodRawShape>(
  columns: Columns,
): z.ZodObject<Columns & typeof provenance> {
  return z.strictObject({ ...columns, ...provenance });
}

/**
 * Rows of a CSV file with a header line, checked against a schema.
 *
 * @throws naming file and line: a row without a source, a cell of the wrong kind, a missing, unknown or repeated column
 */
export function readCsv<Row extends z.ZodType>(file: string, schema: Row): z.output<Row>[] {
  const { data, errors } = parse<string[]>(readText(file), { skipEmptyLines: true });
  const lineOf = (row: number | undefined): string => `${file}, line ${(row ?? 0) + 1}`;
  if (errors.length > 0) throw new Error(`${lineOf(errors[0].row)}: ${errors[0].message}`);
  const [header = [], ...rows] = data;
  const repeated = header.find((name, i) => header.indexOf(name) < i);
  if (repeated !== undefined) throw new Error(`${file}: the column ${quote(repeated)} stands twice`);
  return rows.map((cells, i) => {
    const where = lineOf(i + 1);
    if (cells.length !== header.length)
      throw new Error(`${where}: wanted ${header.length} cells, received ${cells.length}`);
    return checked(Object.fromEntries(header.map((name, column) => [name, cells[column]])), schema, where);
  });
}
