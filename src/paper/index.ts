export { paperQuantity, type QuantityTable } from "./quantity.js";
export { PAPER_TABLES, type PaperRow, type PaperTable, paperTable } from "./tables.js";
