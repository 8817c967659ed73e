import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { figuresFolder } from "./save-figure.js";

/**
 * The names of the figures in the folder, sorted.
 * @example savedFigures("my-figures") // names without endings
 */
export function savedFigures(folder: string = figuresFolder()): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".svg"))
    .map((file) => file.slice(0, -".svg".length))
    .sort();
}

/**
 * Files of figures in the folder that were last written before a moment (milliseconds since 1970), sorted.
 * @example staleFiles(Date.now() - 60_000) // not drawn in the last minute
 */
export function staleFiles(since: number, folder: string = figuresFolder()): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => /\.(svg|png|json)$/.test(file))
    .filter((file) => statSync(path.join(folder, file)).mtimeMs < since)
    .sort();
}
