import { realpathSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { fileError } from "./file-error.js";
import { makeFolder } from "./make-folder.js";
import { removeLitter, temporaryName } from "./temporary-names.js";
import { syncToDisk, writeWholeFile } from "./write-bytes.js";

/**
 * Replaces a file whole, or not at all: all is written beside it, waits until it is on the disk, and takes the name. A
 * full disk, a kill or a power cut leaves the old file as it was. Folders are made; a symbolic link stays one.
 * @throws Error naming the file and the reason
 * @example replaceFile("results/table.md", "| a | b |\n")
 */
export function replaceFile(file: string, contents: string | Uint8Array): void {
  makeFolder(path.dirname(file));
  const old = statSync(file, { throwIfNoEntry: false });
  const target = old ? realpathSync(file) : file;
  const temporary = temporaryName(target);
  try {
    removeLitter(path.dirname(target), { of: path.basename(target) });
    writeWholeFile(temporary, contents, old && old.mode & 0o777);
    moveIntoPlace(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw fileError(`cannot write ${file}`, error);
  }
}

/**
 * Gives a prepared file or folder its name, for good.
 * @example moveIntoPlace("model.tmp", "model")
 */
export function moveIntoPlace(temporary: string, target: string): void {
  renameSync(temporary, target);
  syncToDisk(path.dirname(target));
}
