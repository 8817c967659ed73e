import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

/**
 * Replaces files of a folder all or none: `write` fills a temporary folder beside it, whose files are then moved
 * into `folder` in the order of their names. Other files of `folder` stay. When `write` throws (a full disk, say),
 * `folder` is as before, nothing is left behind and the error is thrown again.
 */
export function replaceFiles(folder: string, write: (temporaryFolder: string) => void): void {
  const target = path.resolve(folder);
  mkdirSync(path.dirname(target), { recursive: true });
  const temporary = mkdtempSync(path.join(path.dirname(target), `.${path.basename(target)}.`));
  try {
    write(temporary);
    mkdirSync(target, { recursive: true });
    for (const file of readdirSync(temporary).sort())
      renameSync(path.join(temporary, file), path.join(target, file));
  } catch (error) {
    throw new Error(`could not write ${folder}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
