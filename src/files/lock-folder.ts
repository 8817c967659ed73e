import { randomBytes } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { z } from "zod";
import { makeFolder } from "./make-folder.js";
import { isAlive, startOf } from "./processes.js";
import { readJson } from "./read-json.js";
import { replaceFile } from "./replace-file.js";
import { removeLitter } from "./temporary-names.js";

const lockSchema = z.object({ pid: z.int(), started: z.string(), host: z.string() });
const LOCK = /^\.writer-[0-9a-f]{8}\.lock$/;

/** Two processes that begin at the same moment both step back this often, for at most this long each time. */
const TRIES = 4;
const LONGEST_PAUSE_MS = 250;

const held = new Set<string>();
process.on("exit", () => {
  for (const file of held) rmSync(file, { force: true });
});

/**
 * Makes this process the only writer of a folder, which is made where it is missing. Every writer first puts down a
 * lock file of its own and then looks for others, so that of two at least one sees the other. The lock of a process
 * that has ended counts for nothing and is removed, and so is what it was preparing in the folder.
 * @returns gives the folder free; the end of the process does so too
 * @throws Error naming the process that is writing the folder
 * @example const unlock = lockFolder("runs/mine");
 */
export function lockFolder(folder: string): () => void {
  makeFolder(folder);
  const lock = path.join(path.resolve(folder), `.writer-${randomBytes(4).toString("hex")}.lock`);
  const content = { pid: process.pid, started: startOf(process.pid), host: hostname() };
  const release = (): void => {
    rmSync(lock, { force: true });
    held.delete(lock);
  };
  for (let left = TRIES; ; left--) {
    const other = putDown(lock, content, release);
    if (other === undefined) {
      removeLitter(folder);
      return release;
    }
    if (left === 1) throw new Error(`${folder} is being written by ${other}`);
    sleep(Math.random() * LONGEST_PAUSE_MS);
  }
}

/** Puts down an own lock and looks for others; takes it back where there is one, which it names, or where that fails. */
function putDown(lock: string, content: object, release: () => void): string | undefined {
  held.add(lock);
  let other: string | undefined = "";
  try {
    replaceFile(lock, `${JSON.stringify(content)}\n`);
    other = otherWriter(lock);
  } finally {
    if (other !== undefined) release();
  }
  return other;
}

/** Whether a folder entry is a lock file, or one that a killed process was preparing. */
export function isLockFile(name: string): boolean {
  return LOCK.test(name) || /^\.\.writer-.*\.part$/.test(name);
}

function otherWriter(own: string): string | undefined {
  const folder = path.dirname(own);
  for (const name of readdirSync(folder).filter((entry) => LOCK.test(entry))) {
    const file = path.join(folder, name);
    if (file === own) continue;
    const lock = readLock(file);
    if (lock && lock.host !== hostname())
      return `process ${lock.pid} of the machine ${lock.host}; if it has ended, delete ${file}`;
    if (lock && isAlive(lock.pid) && startOf(lock.pid) === lock.started)
      return lock.pid === process.pid ? "this process" : `process ${lock.pid}`;
    rmSync(file, { force: true });
  }
  return undefined;
}

/** What a lock file says; null where it went away meanwhile, or was cut by a loss of power. */
function readLock(file: string): z.infer<typeof lockSchema> | null {
  try {
    return readJson(file, lockSchema);
  } catch {
    return null;
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
