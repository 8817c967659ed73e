import { fromFloat16 } from "../half-precision.js";

/** How ggml stores the values of a tensor: in blocks that share a scale. */
export interface BlockFormat {
  /** Values in a block. */
  values: number;
  /** Bytes a block takes. */
  bytes: number;
  /** Writes the values of the block at `bytes[at]` to `out[to]` and on, as float32 arithmetic has them. */
  decode(bytes: Uint8Array, at: number, out: Float32Array, to: number): void;
}

const { fround } = Math;
const HALVES = fromFloat16(Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits));
const half = (bytes: Uint8Array, at: number): number => HALVES[bytes[at] | (bytes[at + 1] << 8)];
const signed = (byte: number): number => (byte << 24) >> 24;

/** Q8_0: d q, with 8 signed bits a value. */
function decodeQ8_0(bytes: Uint8Array, at: number, out: Float32Array, to: number): void {
  const scale = half(bytes, at);
  for (let i = 0; i < 32; i++) out[to + i] = scale * signed(bytes[at + 2 + i]);
}

/**
 * Q4_0, Q4_1, Q5_0 and Q5_1: 32 values, the low halves of 16 bytes and then the high ones. With `offset` they are
 * d q + m, m being stored; else d (q - zero), zero being in the middle of the range. The fifth bits stand in a word of
 * their own, before the bytes.
 */
function decodeLegacy(bits: 4 | 5, offset: boolean): BlockFormat["decode"] {
  const zero = offset ? 0 : 2 ** (bits - 1);
  const fifthAt = offset ? 4 : 2;
  const nibblesAt = fifthAt + (bits === 5 ? 4 : 0);
  return (bytes, at, out, to) => {
    const scale = half(bytes, at);
    const least = offset ? half(bytes, at + 2) : 0;
    for (let i = 0; i < 32; i++) {
      const byte = bytes[at + nibblesAt + (i & 15)];
      const low = i < 16 ? byte & 15 : byte >> 4;
      const fifth = bits === 5 ? (bytes[at + fifthAt + (i >> 3)] >> (i & 7)) & 1 : 0;
      out[to + i] = fround(scale * (low + 16 * fifth - zero)) + least;
    }
  };
}

/** Scale and minimum, 6 bits each, of sub-block `j` of 8; the last four have their upper two bits with the first four. */
function sixBitPair(bytes: Uint8Array, at: number, j: number): [scale: number, least: number] {
  if (j < 4) return [bytes[at + j] & 63, bytes[at + j + 4] & 63];
  const low = bytes[at + j + 4];
  return [(low & 15) | ((bytes[at + j - 4] >> 6) << 4), (low >> 4) | ((bytes[at + j] >> 6) << 4)];
}

/** Q4_K and Q5_K: 8 sub-blocks of 32 values, each d s q - dmin m; two sub-blocks share 32 bytes of low bits. */
function decodeK(bits: 4 | 5): BlockFormat["decode"] {
  const fifthAt = 16;
  const nibblesAt = fifthAt + (bits === 5 ? 32 : 0);
  return (bytes, at, out, to) => {
    const [scale, least] = [half(bytes, at), half(bytes, at + 2)];
    for (let j = 0; j < 8; j++) {
      const [s, m] = sixBitPair(bytes, at + 4, j);
      const [step, start] = [fround(scale * s), fround(least * m)];
      for (let i = 0; i < 32; i++) {
        const byte = bytes[at + nibblesAt + 32 * (j >> 1) + i];
        const low = j & 1 ? byte >> 4 : byte & 15;
        const fifth = bits === 5 ? (bytes[at + fifthAt + i] >> j) & 1 : 0;
        out[to + 32 * j + i] = fround(step * (low + 16 * fifth)) - start;
      }
    }
  };
}

/** Q6_K: 16 sub-blocks of 16 values, each d s (q - 32) with a signed 8-bit s: 128 bytes of low bits, 64 of high ones. */
function decodeQ6_K(bytes: Uint8Array, at: number, out: Float32Array, to: number): void {
  const scale = half(bytes, at + 208);
  for (let j = 0; j < 16; j++) {
    const step = fround(scale * signed(bytes[at + 192 + j]));
    const [part, lane] = [j >> 3, j & 7]; // a half of 128 values has four lanes of 32
    const quarter = lane >> 1;
    for (let i = 0; i < 16; i++) {
      const column = 16 * (lane & 1) + i;
      const byte = bytes[at + 64 * part + 32 * (quarter & 1) + column];
      const low = quarter < 2 ? byte & 15 : byte >> 4;
      const high = (bytes[at + 128 + 32 * part + column] >> (2 * quarter)) & 3;
      out[to + 16 * j + i] = step * (low + 16 * high - 32);
    }
  }
}

/**
 * The quantised types that are read, by ggml's names (ggml-quants.h). Q5_0 and Q5_1 are there because files called
 * Q4_K_M have them where a row is no multiple of 256.
 */
export const BLOCK_FORMATS: ReadonlyMap<string, BlockFormat> = new Map([
  ["Q4_0", { values: 32, bytes: 18, decode: decodeLegacy(4, false) }],
  ["Q4_1", { values: 32, bytes: 20, decode: decodeLegacy(4, true) }],
  ["Q5_0", { values: 32, bytes: 22, decode: decodeLegacy(5, false) }],
  ["Q5_1", { values: 32, bytes: 24, decode: decodeLegacy(5, true) }],
  ["Q8_0", { values: 32, bytes: 34, decode: decodeQ8_0 }],
  ["Q4_K", { values: 256, bytes: 144, decode: decodeK(4) }],
  ["Q5_K", { values: 256, bytes: 176, decode: decodeK(5) }],
  ["Q6_K", { values: 256, bytes: 210, decode: decodeQ6_K }],
]);

/** The float32 values of whole blocks. Throws when the bytes are no whole number of them. */
export function dequantize(format: BlockFormat, bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const blocks = bytes.length / format.bytes;
  if (!Number.isInteger(blocks))
    throw new Error(`wanted blocks of ${format.bytes} bytes, received ${bytes.length} bytes`);
  const values = new Float32Array(blocks * format.values);
  for (let block = 0; block < blocks; block++)
    format.decode(bytes, block * format.bytes, values, block * format.values);
  return values;
}
