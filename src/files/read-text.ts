import { readFileSync } from "node:fs";
import { fileError } from "./file-error.js";

/**
 * The text of a UTF-8 file, without a byte order mark.
 * @throws Error naming the file when it cannot be read or is in another encoding
 * @example readText("prompts.jsonl").split("\n")
 */
export function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw fileError(`cannot read ${file}`, error);
  }
  return decodeText(bytes, file);
}

/** Bytes of a file as text, without a byte order mark. Throws naming the file when they are no UTF-8. */
export function decodeText(bytes: Uint8Array, file: string): string {
  refuseUtf16(bytes, file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${file} is not UTF-8 text`);
  }
}

/** Throws where the first bytes of a file are the mark of UTF-16. */
export function refuseUtf16(bytes: Uint8Array, file: string): void {
  const mark = bytes[0] * 256 + bytes[1];
  if (mark === 0xfffe || mark === 0xfeff) throw new Error(`${file} is UTF-16; wanted UTF-8`);
}
