export { paperQuantity, type QuantityTable } from "./quantity.js";
export { type PaperRow, type PaperTable, paperTable } from "./tables.js";
