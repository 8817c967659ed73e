import { readFileSync } from "node:fs";

/** The measures of one font face, in em (multiply by the font size in pixels). */
export interface FontMetrics {
  ascent: number;
  descent: number;
  /** Whether the face has the character. */
  has(codePoint: number): boolean;
  /** Advance width of one character; of one that the face lacks, that of the glyph which stands for it. */
  advance(codePoint: number): number;
}

/** Reads ascent, descent and advance widths from the tables `hhea`, `hmtx` and `cmap` of a TrueType file. */
export function readFontMetrics(file: string): FontMetrics {
  const bytes = readFileSync(file);
  const tables = tableOffsets(bytes);
  const unitsPerEm = bytes.readUInt16BE(table(tables, "head", file) + 18);
  const hhea = table(tables, "hhea", file);
  const hmtx = table(tables, "hmtx", file);
  const longMetrics = bytes.readUInt16BE(hhea + 34);
  const glyphOf = characterMap(bytes, table(tables, "cmap", file), file);
  const known = new Map<number, number>();
  return {
    ascent: bytes.readInt16BE(hhea + 4) / unitsPerEm,
    descent: -bytes.readInt16BE(hhea + 6) / unitsPerEm,
    has: (codePoint) => glyphOf(codePoint) > 0,
    advance(codePoint) {
      let width = known.get(codePoint);
      if (width === undefined) {
        const entry = Math.min(glyphOf(codePoint), longMetrics - 1);
        width = bytes.readUInt16BE(hmtx + entry * 4) / unitsPerEm;
        known.set(codePoint, width);
      }
      return width;
    },
  };
}

function tableOffsets(bytes: Buffer): Map<string, number> {
  const offsets = new Map<string, number>();
  const count = bytes.readUInt16BE(4);
  for (let i = 0; i < count; i++) {
    const record = 12 + i * 16;
    offsets.set(bytes.toString("latin1", record, record + 4), bytes.readUInt32BE(record + 8));
  }
  return offsets;
}

function table(offsets: Map<string, number>, name: string, file: string): number {
  const offset = offsets.get(name);
  if (offset === undefined) throw new Error(`${file}: no table "${name}"; want a TrueType font`);
  return offset;
}

/** The `cmap` subtable of format 4 (Basic Multilingual Plane) as a function; 0 is the missing glyph. */
function characterMap(bytes: Buffer, cmap: number, file: string): (codePoint: number) => number {
  const subtable = formatFour(bytes, cmap, file);
  const segments = bytes.readUInt16BE(subtable + 6) / 2;
  const ends = subtable + 14;
  const starts = ends + segments * 2 + 2;
  const deltas = starts + segments * 2;
  const ranges = deltas + segments * 2;
  return (codePoint) => {
    for (let i = 0; i < segments; i++) {
      if (codePoint > bytes.readUInt16BE(ends + i * 2)) continue;
      const start = bytes.readUInt16BE(starts + i * 2);
      if (codePoint < start) return 0;
      const delta = bytes.readUInt16BE(deltas + i * 2);
      const rangeAt = ranges + i * 2;
      const range = bytes.readUInt16BE(rangeAt);
      if (range === 0) return (codePoint + delta) & 0xffff;
      const glyph = bytes.readUInt16BE(rangeAt + range + (codePoint - start) * 2);
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}

function formatFour(bytes: Buffer, cmap: number, file: string): number {
  const count = bytes.readUInt16BE(cmap + 2);
  for (let i = 0; i < count; i++) {
    const subtable = cmap + bytes.readUInt32BE(cmap + 4 + i * 8 + 4);
    if (bytes.readUInt16BE(subtable) === 4) return subtable;
  }
  throw new Error(`${file}: no character map of format 4`);
}
