import { type PaperRow, type PaperTable, paperTable } from "./tables.js";

/** The tables whose rows are named quantities. */
export type QuantityTable = Extract<PaperTable, "figure-2a" | "figure-3-setting">;

/**
 * One named quantity of a table, with its source. Throws, naming those there are, on an unknown one.
 * @example paperQuantity("figure-2a", "80th percentile").value // 0.672
 */
export function paperQuantity<Name extends QuantityTable>(table: Name, quantity: string): PaperRow<Name> {
  const rows = paperTable(table);
  const found = rows.find((row) => row.quantity === quantity);
  if (!found)
    throw new Error(
      `${table} has no "${quantity}"; it has ${rows.map((row) => `"${row.quantity}"`).join(", ")}`,
    );
  return found;
}
