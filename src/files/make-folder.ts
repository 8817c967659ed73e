import { mkdirSync, type Stats, statSync } from "node:fs";
import path from "node:path";
import { fileError } from "./file-error.js";

/**
 * Makes a folder and those above it. Node's own `recursive` hides the reason (a read-only disk reads as "no such file")
 * and never ends below /proc.
 * @throws Error naming the folder and the reason, or the file that stands in its place
 * @example makeFolder("runs/mine/checkpoint")
 */
export function makeFolder(folder: string): void {
  if (folder === "") throw new Error('wanted the name of a folder, received ""');
  const missing: string[] = [];
  let at = path.resolve(folder);
  let found = lookedUp(at);
  while (!found && path.dirname(at) !== at) {
    missing.unshift(at);
    at = path.dirname(at);
    found = lookedUp(at);
  }
  if (found && !found.isDirectory()) throw new Error(`cannot make the folder ${folder}: ${at} is a file`);
  for (const part of missing) {
    try {
      mkdirSync(part);
    } catch (error) {
      const isThere = (error as NodeJS.ErrnoException).code === "EEXIST" && statSync(part).isDirectory();
      if (!isThere) throw fileError(`cannot make the folder ${folder}`, error);
    }
  }
}

/** What stands at a path; nothing where it, or a folder above it, is missing or a file. */
export function lookedUp(at: string): Stats | undefined {
  try {
    return statSync(at, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw fileError(`cannot look at ${at}`, error);
  }
}
