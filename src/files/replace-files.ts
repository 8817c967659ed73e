import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileError } from "./file-error.js";
import { makeFolder } from "./make-folder.js";
import { moveIntoPlace } from "./replace-file.js";
import { removeLitter, temporaryName } from "./temporary-names.js";
import { syncToDisk } from "./write-bytes.js";

/**
 * Replaces files of a folder: `write` fills a temporary folder beside it, whose files are then moved into `folder` in
 * the order of their names. Other files of `folder` stay. When `write` throws (a full disk, say), `folder` is as
 * before, nothing is left behind and the error is thrown again.
 * @example replaceFiles("figures", (temporary) => writeWholeFile(`${temporary}/a.svg`, svg))
 */
export function replaceFiles(folder: string, write: (temporaryFolder: string) => void): void {
  const target = path.resolve(folder);
  const temporary = temporaryName(target);
  makeFolder(path.dirname(target));
  try {
    removeLitter(path.dirname(target), { of: path.basename(target) });
    mkdirSync(temporary);
    write(temporary);
    const files = readdirSync(temporary).sort();
    for (const file of files) syncToDisk(path.join(temporary, file));
    makeFolder(target);
    for (const file of files) moveIntoPlace(path.join(temporary, file), path.join(target, file));
  } catch (error) {
    throw fileError(`could not write ${folder}`, error);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
