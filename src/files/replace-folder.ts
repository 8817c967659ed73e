import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { beside } from "./beside.js";
import { fileError } from "./file-error.js";
import { makeFolder } from "./make-folder.js";
import { moveIntoPlace } from "./replace-file.js";
import { syncToDisk } from "./write-bytes.js";

/*
 * A folder cannot be renamed over another, so a replacement passes through four names. NAME.part is being written and
 * counts for nothing; NAME.new is whole and newer than NAME; NAME.old is NAME's predecessor, and whole unless NAME or
 * NAME.new is there. Whatever the moment of a kill, `wholeFolder` finds the newest whole copy.
 */

/**
 * Replaces a folder whole, or not at all: `write` fills a new folder beside it, which takes the name once all of it is
 * on the disk. One process at a time may do this (see `lockFolder`).
 * @throws Error naming the folder and the reason; the folder is then as before
 * @example replaceFolder("runs/mine/checkpoint", (folder) => savePolicy(policy, folder))
 */
export function replaceFolder(folder: string, write: (newFolder: string) => void): void {
  const part = beside(folder, ".part");
  makeFolder(path.dirname(folder));
  try {
    settleFolder(folder);
    mkdirSync(part);
    write(part);
    for (const file of readdirSync(part)) syncToDisk(path.join(part, file));
    syncToDisk(part);
    moveIntoPlace(part, beside(folder, ".new"));
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw fileError(`cannot write ${folder}`, error);
  }
  settleFolder(folder);
}

/**
 * The newest whole copy of a folder that `replaceFolder` writes, or null where there is none.
 * @example wholeFolder("runs/mine/checkpoint") ?? "not there"
 */
export function wholeFolder(folder: string): string | null {
  return [beside(folder, ".new"), folder, beside(folder, ".old")].find((name) => existsSync(name)) ?? null;
}

/**
 * Brings the newest whole copy under its name after a kill, and removes what is left of the others.
 * @example settleFolder("runs/mine/checkpoint")
 */
export function settleFolder(folder: string): void {
  const [part, fresh, old] = [".part", ".new", ".old"].map((ending) => beside(folder, ending));
  rmSync(part, { recursive: true, force: true });
  if (existsSync(fresh)) {
    if (existsSync(folder)) {
      rmSync(old, { recursive: true, force: true });
      renameSync(folder, old);
    }
    moveIntoPlace(fresh, folder);
  } else if (!existsSync(folder) && existsSync(old)) {
    moveIntoPlace(old, folder);
  }
  rmSync(old, { recursive: true, force: true });
}

/**
 * Removes a folder that `replaceFolder` wrote, with all its copies; a kill never leaves a half of it under its name.
 * @example removeFolder("runs/mine/checkpoint")
 */
export function removeFolder(folder: string): void {
  settleFolder(folder);
  if (existsSync(folder)) renameSync(folder, beside(folder, ".part"));
  rmSync(beside(folder, ".part"), { recursive: true, force: true });
}
