import { readdirSync, readFileSync } from "node:fs";
import { isLockFile } from "./lock-folder.js";
import { lookedUp } from "./make-folder.js";
import { isTemporary } from "./temporary-names.js";

/** The most names that an error lists. */
const SHOWN_NAMES = 3;

/**
 * Checks that a folder may be written: it is missing, empty, or holds an earlier output of ours.
 * @param isOurs whether what lies in the folder was written by the same command
 * @param what names that output, for the error: "a training run"
 * @throws Error naming the folder and what lies in it; where it is a file
 * @example requireOwnFolder(out, () => existsSync(`${out}/run.json`), "a training run")
 */
export function requireOwnFolder(folder: string, isOurs: () => boolean, what: string): void {
  const found = lookedUp(folder);
  if (!found) return;
  if (!found.isDirectory()) throw new Error(`${folder} is a file; wanted a new or empty folder`);
  const names = readdirSync(folder).filter((name) => !isLockFile(name) && !isTemporary(name));
  if (names.length === 0 || isOurs()) return;
  const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : "";
  throw new Error(
    `${folder} holds ${names.slice(0, SHOWN_NAMES).join(", ")}${more} and is not ${what}; wanted a new or empty folder, so that nothing is overwritten`,
  );
}

/**
 * Checks that a file may be written: it is missing, empty, or an earlier output of ours.
 * @param isOurs whether a file of this text was written by the same command
 * @param what names that output, for the error: "a page of the explorer"
 * @throws Error naming the file; where it is a folder
 * @example requireOwnFile(out, (text) => text.startsWith("<!doctype html>"), "a page")
 */
export function requireOwnFile(file: string, isOurs: (text: string) => boolean, what: string): void {
  const found = lookedUp(file);
  if (!found) return;
  if (found.isDirectory()) throw new Error(`${file} is a folder; wanted the name of a file`);
  if (found.size === 0 || isOurs(readFileSync(file, "latin1"))) return;
  throw new Error(`${file} is not ${what}; wanted the name of a new file, so that nothing is overwritten`);
}
