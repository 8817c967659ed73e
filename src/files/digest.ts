import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

const CHUNK = 1 << 20;

/**
 * SHA-256 of contents one after the other, in hexadecimal.
 * @example sha256("abc") === sha256("a", "bc") // true
 */
export function sha256(...contents: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const content of contents) hash.update(content);
  return hash.digest("hex");
}

/**
 * SHA-256 of files one after the other, in hexadecimal; memory holds a megabyte.
 * @example digestFiles(["data/models/M/model.safetensors"]).length // 64
 */
export function digestFiles(files: readonly string[]): string {
  const hash = createHash("sha256");
  const chunk = new Uint8Array(CHUNK);
  for (const file of files) {
    const descriptor = openSync(file, "r");
    try {
      for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk))
        hash.update(chunk.subarray(0, read));
    } finally {
      closeSync(descriptor);
    }
  }
  return hash.digest("hex");
}
