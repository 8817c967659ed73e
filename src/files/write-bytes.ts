import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { fileError } from "./file-error.js";

/**
 * Writes all bytes to an open file. A disk that is nearly full takes a part of them and says so by a count alone:
 * what is left is written again, until the disk takes it or throws.
 * @example writeBytes(openSync("ids.bin", "w"), Uint8Array.of(1, 2, 3))
 */
export function writeBytes(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    const written = writeSync(descriptor, bytes, done, bytes.length - done);
    if (written === 0) throw new Error(`the disk took ${done} of ${bytes.length} bytes`);
    done += written;
  }
}

/**
 * Creates or empties a file, writes all of it and waits until it is on the disk.
 * @example writeWholeFile("table.md", "| a | b |\n")
 */
export function writeWholeFile(file: string, contents: string | Uint8Array, mode?: number): void {
  const descriptor = openSync(file, "w", mode);
  try {
    writeBytes(descriptor, typeof contents === "string" ? Buffer.from(contents) : contents);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Waits until a file, or the names in a folder, are on the disk. Windows cannot do this for a folder.
 * @throws Error naming it and the reason
 * @example syncToDisk("runs/mine/metrics.jsonl")
 */
export function syncToDisk(fileOrFolder: string): void {
  if (process.platform === "win32") return;
  try {
    const descriptor = openSync(fileOrFolder, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw fileError(`cannot write ${fileOrFolder} to the disk`, error);
  }
}
