import { closeSync, fsyncSync, openSync, rmSync } from "node:fs";
import path from "node:path";
import { fileError } from "./file-error.js";
import { makeFolder } from "./make-folder.js";
import { moveIntoPlace } from "./replace-file.js";
import { removeLitter, temporaryName } from "./temporary-names.js";
import { writeBytes } from "./write-bytes.js";

/** Characters that are collected before they go to the disk. */
const BUFFERED = 1 << 16;

/**
 * Writes lines to a file as they come, in little memory. The file appears under its name only when all is written; when
 * `produce` fails, what stood there stays and nothing is left behind.
 * @example await writeLines("ids.txt", async (write) => write("1"))
 */
export async function writeLines(
  file: string,
  produce: (write: (line: string) => void) => Promise<void>,
): Promise<void> {
  makeFolder(path.dirname(file));
  removeLitter(path.dirname(file), { of: path.basename(file) });
  const temporary = temporaryName(file);
  const writing = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw fileError(`cannot write ${file}`, error);
    }
  };
  const descriptor = writing(() => openSync(temporary, "w"));
  let buffered = "";
  const flush = (): void => {
    const bytes = Buffer.from(buffered);
    buffered = "";
    writing(() => writeBytes(descriptor, bytes));
  };
  try {
    try {
      await produce((line) => {
        buffered += `${line}\n`;
        if (buffered.length > BUFFERED) flush();
      });
      flush();
      writing(() => fsyncSync(descriptor));
    } finally {
      closeSync(descriptor);
    }
    writing(() => moveIntoPlace(temporary, file));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
