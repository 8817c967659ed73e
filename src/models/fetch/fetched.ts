import { readdirSync, rmdirSync, statSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { readJson, requireOwnFolder } from "../../files/index.js";

/** Where a model folder came from: `source.json` in it. A folder that was copied by hand has none. */
export interface ModelSource {
  from: string;
  revision: string;
}

const sourceSchema = z.object({ from: z.string(), revision: z.string() });

/**
 * Finds the model that a folder holds already, and where it came from, where that is known; nothing where the folder is
 * missing or empty.
 * @param wanted whence the model may be, and the one file of it that is wanted
 * @throws Error where a file, another model or anything else stands there
 */
export function findFetched(
  folder: string,
  { from, file }: { from: readonly string[]; file?: string },
): { source?: ModelSource } | undefined {
  const isWanted = (name: string): boolean =>
    file === undefined ? /\.(safetensors|gguf)$/.test(name) : name === file;
  const what = file === undefined ? "a model" : `a model's ${file}`;
  requireOwnFolder(folder, () => readdirSync(folder).some(isWanted), what);
  if (!statSync(folder, { throwIfNoEntry: false })) return undefined;
  const names = readdirSync(folder);
  if (names.length === 0) {
    rmdirSync(folder); // what takes its place is moved there, which not every system does over a folder
    return undefined;
  }
  if (!names.includes("source.json")) return {};
  const source: ModelSource = readJson(path.join(folder, "source.json"), sourceSchema);
  if (!from.includes(source.from))
    throw new Error(`${folder} holds a model from ${source.from}; wanted one from ${from.join(" or ")}`);
  return { source };
}
