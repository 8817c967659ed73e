import { visibleText } from "../text/index.js";

/** How the tokens of a vocabulary spell text: GPT-2's characters for bytes, "▁" for spaces and <0x0A> for bytes, or as they are. */
export type Spelling = "byte-level" | "sentence-piece" | "plain";

/** The spelling of a tokenizer.json, by its decoder. */
export function spellingOf(definition: { decoder?: unknown }): Spelling {
  const decoder = JSON.stringify(definition.decoder ?? null);
  if (decoder.includes('"ByteLevel"')) return "byte-level";
  return /"(Metaspace|ByteFallback|Replace)"/.test(decoder) ? "sentence-piece" : "plain";
}

/**
 * A token as a reader is shown it: its text, with "␣" for the spaces at its ends, escapes for what cannot be seen (`\n`),
 * and `\xF0` for bytes that are no whole character.
 *
 * @example displayToken("Ġthe", "byte-level") // "␣the"
 */
export function displayToken(token: string, spelling: Spelling): string {
  return visibleText(withBytes(tokenBytes(token, spelling)), { limit: 40 }).replace(/^ +| +$/g, (spaces) =>
    "␣".repeat(spaces.length),
  );
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The bytes that a token stands for. */
function tokenBytes(token: string, spelling: Spelling): Uint8Array {
  if (spelling === "byte-level") {
    const bytes = Array.from(token, (character) => BYTE_OF.get(character));
    return bytes.includes(undefined) ? encoder.encode(token) : Uint8Array.from(bytes as number[]);
  }
  if (spelling === "plain") return encoder.encode(token);
  const [, hex] = /^<0x([0-9A-F]{2})>$/.exec(token) ?? [];
  return hex ? Uint8Array.of(Number.parseInt(hex, 16)) : encoder.encode(token.replaceAll("\u2581", " "));
}

/** GPT-2's table: printable bytes of Latin-1 are their own character, the others follow from U+0100 on. */
const BYTE_OF: ReadonlyMap<string, number> = new Map(
  (() => {
    const isPrintable = (byte: number): boolean =>
      (byte >= 33 && byte <= 126) || (byte >= 161 && byte !== 173 && byte <= 255);
    let next = 256;
    return Array.from({ length: 256 }, (_, byte): [string, number] => [
      String.fromCharCode(isPrintable(byte) ? byte : next++),
      byte,
    ]);
  })(),
);

/** Bytes as UTF-8 text, with an escape for each that is no part of a whole character. */
function withBytes(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const character = [1, 2, 3, 4].map((length) => decoded(bytes.subarray(at, at + length))).find(Boolean);
    text += character ?? `\\x${bytes[at].toString(16).toUpperCase().padStart(2, "0")}`;
    at += character ? encoder.encode(character).length : 1;
  }
  return text;
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
