// Unpacks a WOFF font (https://www.w3.org/TR/WOFF) into the TrueType file that it was made of, which resvg reads.
import { inflateSync } from "node:zlib";

const align = (length) => Math.ceil(length / 4) * 4;

export function unpackWoff(woff) {
  if (woff.toString("latin1", 0, 4) !== "wOFF") throw new Error("wanted a WOFF font");
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, i) => {
    const entry = 44 + 20 * i;
    const [offset, packed, length] = [4, 8, 12].map((field) => woff.readUInt32BE(entry + field));
    const bytes = woff.subarray(offset, offset + packed);
    return {
      tag: woff.subarray(entry, entry + 4),
      checksum: woff.subarray(entry + 16, entry + 20),
      bytes: packed < length ? inflateSync(bytes) : bytes,
    };
  });
  const start = 12 + 16 * count;
  const font = Buffer.alloc(tables.reduce((size, { bytes }) => size + align(bytes.length), start));
  woff.copy(font, 0, 4, 8); // the flavour
  const power = Math.floor(Math.log2(count));
  [count, 16 * 2 ** power, power, 16 * (count - 2 ** power)].forEach((value, i) => {
    font.writeUInt16BE(value, 4 + 2 * i);
  });
  let at = start;
  for (const [i, { tag, checksum, bytes }] of tables.entries()) {
    const entry = 12 + 16 * i;
    tag.copy(font, entry);
    checksum.copy(font, entry + 4);
    font.writeUInt32BE(at, entry + 8);
    font.writeUInt32BE(bytes.length, entry + 12);
    bytes.copy(font, at);
    at += align(bytes.length);
  }
  return font;
}
