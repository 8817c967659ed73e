import type { sys } from "typescript";

/**
 * Keeps tslab's compiler from reading every package of `@types` before the first cell: of what no cell imports only Node's
 * own names (`console`, `process`, `Buffer`) are wanted. Types of a package that a cell imports are found as before. A
 * second of each kernel's start. To be called before tslab makes its converter.
 */
export function onlyNodeTypes(): void {
  const compiler = require("@tslab/typescript-for-tslab") as { sys: typeof sys };
  const { getDirectories } = compiler.sys;
  compiler.sys.getDirectories = (folder) =>
    getDirectories(folder).filter((name) => !folder.endsWith("/@types") || name === "node");
}
