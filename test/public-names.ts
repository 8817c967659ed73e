import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { projectPath } from "../src/files/index.js";

/** Folders of `src/` that are no part of the public face. */
const APART = ["bootstrap", "cli", "stand-ins"];

export const PUBLIC_MODULES = readdirSync(projectPath("src"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !APART.includes(entry.name))
  .map(({ name }) => name);

export const readSource = (file: string): string => readFileSync(projectPath(file), "utf8");
export const camelCase = (name: string): string => name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

export interface PublicName {
  name: string;
  isType: boolean;
  /** Below `src/`, without its ending. */
  file: string;
}

/** The names within the braces of an import or export. */
export const namesWithin = (braces: string): { name: string; isType: boolean }[] =>
  braces
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "")
    .map((item) => ({
      name: item.replace(/^type /, "").replace(/ as \w+$|: \w+$/, ""),
      isType: item.startsWith("type "),
    }));

/** What the index of a module exports, and from which file. */
export function publicNames(module: string, index = `src/${module}/index`): PublicName[] {
  const folder = path.posix.dirname(index);
  const text = readSource(`${index}.ts`);
  const named = [...text.matchAll(/export (type )?\{([^}]*)\} from "(.*)\.js"/g)].flatMap(
    ([, type, braces, from]) =>
      namesWithin(braces).map(({ name, isType }) => ({
        ...{ name, isType: isType || type !== undefined, file: path.posix.join(folder, from) },
      })),
  );
  const all = [...text.matchAll(/export \* from "(.*)\.js"/g)];
  return [...named, ...all.flatMap(([, from]) => publicNames(module, path.posix.join(folder, from)))];
}
