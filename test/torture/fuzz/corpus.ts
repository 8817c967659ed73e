import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { projectPath } from "../../../src/files/index.js";

/** Inputs that were once not taken as they should be, a folder for each parser. */
export const CORPUS: string = projectPath("test/torture/corpus");

const folderOf = (parser: string): string => path.join(CORPUS, parser.replaceAll(" ", "-"));

export function corpusOf(parser: string): Buffer[] {
  const folder = folderOf(parser);
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .sort()
    .map((name) => fs.readFileSync(path.join(folder, name)));
}

/** Keeps an input, under a name made of its bytes. */
export function keepInCorpus(parser: string, input: Uint8Array): string {
  const file = path.join(folderOf(parser), createHash("sha256").update(input).digest("hex").slice(0, 12));
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, input);
  return file;
}
