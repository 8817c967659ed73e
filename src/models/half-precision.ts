/** float32 values of bfloat16 bit patterns (the upper half of a float32). */
export function fromBfloat16(bits: Uint16Array): Float32Array {
  const words = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) words[i] = bits[i] << 16;
  return new Float32Array(words.buffer);
}

/** float32 values of IEEE 754 binary16 bit patterns: 1 sign, 5 exponent and 10 fraction bits. */
export function fromFloat16(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, (word) => {
    const sign = word & 0x8000 ? -1 : 1;
    const exponent = (word >> 10) & 0x1f;
    const fraction = word & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

/** Bytes of a value, for the types that have a float32 value each. */
export const FLOAT_BYTES: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2 };

/** The float32 values of little-endian bytes of a type of `FLOAT_BYTES`. Throws on another type. */
export function floatValues(dtype: string, bytes: ArrayBuffer): Float32Array {
  if (dtype === "F32") return new Float32Array(bytes);
  if (dtype === "BF16") return fromBfloat16(new Uint16Array(bytes));
  if (dtype === "F16") return fromFloat16(new Uint16Array(bytes));
  throw new Error(`values of type ${dtype} cannot be read; ${Object.keys(FLOAT_BYTES).join(", ")} can`);
}
