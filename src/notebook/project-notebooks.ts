import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { projectPath } from "../files/index.js";

/** notebooks/ of this project, wherever the caller works. */
export const NOTEBOOKS_FOLDER: string = projectPath("notebooks");

const PERCENT_ENDING = ".nb.ts";
/** An edition of the notebook without this ending, written from its outputs. */
const CHINESE_ENDING = ".zh.nb.ts";

/** A notebook with both its files. */
export interface PairedFiles {
  name: string;
  /** The plain text, NAME.nb.ts. */
  percent: string;
  /** The notebook with outputs, NAME.ipynb. */
  notebook: string;
}

/**
 * The notebooks of a folder in the order of their names: all of them, or those asked for by name.
 * @throws Error naming the notebooks there are if one that was asked for is not among them
 * @example findNotebooks(["04-token-entropy"])[0].notebook
 */
export function findNotebooks(
  wanted: readonly string[] = [],
  folder: string = NOTEBOOKS_FOLDER,
): PairedFiles[] {
  const names = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith(PERCENT_ENDING) && !file.endsWith(CHINESE_ENDING))
    .map((file) => file.slice(0, -PERCENT_ENDING.length))
    .sort();
  for (const name of wanted) {
    if (!names.includes(name)) {
      throw new Error(`no notebook "${name}"; there are: ${names.join(", ") || "none"}`);
    }
  }
  return names
    .filter((name) => wanted.length === 0 || wanted.includes(name))
    .map((name) => ({
      name,
      percent: path.join(folder, name + PERCENT_ENDING),
      notebook: path.join(folder, `${name}.ipynb`),
    }));
}
