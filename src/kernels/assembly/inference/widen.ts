// Weights as a checkpoint stores them, turned into floats. The type parameter says how they are stored: `f32`, `u16` for
// BF16 (the upper half of a float) and `i16` for F16. Eight 16-bit values fill a vector; its even and its odd elements
// become floats apart, without a shuffle, so what they are multiplied with is kept in that order too: split order.
import { load4 } from "../simd";

/** 2^112: the difference between the exponent biases of F32 and F16. */
const F16_SCALE: f32 = 5.192296858534828e33;

/** The elements 0, 2, 4 and 6. */
// @ts-ignore: decorator
@inline
export function evens<T>(v: v128): v128 {
  return isSigned<T>() ? fromF16(i32x4.shl(v, 16)) : i32x4.shl(v, 16);
}

/** The elements 1, 3, 5 and 7. */
// @ts-ignore: decorator
@inline
export function odds<T>(v: v128): v128 {
  return isSigned<T>() ? fromF16(v) : v128.and(v, i32x4.splat(0xffff0000));
}

/** Of the F16 values in the upper halves; subnormal ones included. */
// @ts-ignore: decorator
@inline
function fromF16(v: v128): v128 {
  const moved = v128.and(i32x4.shr_s(v, 3), i32x4.splat(0x8fffe000));
  return f32x4.mul(moved, f32x4.splat(F16_SCALE));
}

/** The nearest F16 value's bits, of two the even one; what lies beyond the largest, 65504, becomes that. */
// @ts-ignore: decorator
@inline
export function toF16(value: f32): u16 {
  const bits = reinterpret<u32>(value), moved = reinterpret<u32>(abs(value) / F16_SCALE);
  const rounded = (moved + 0xfff + ((moved >> 13) & 1)) >> 13;
  return <u16>(((bits >> 16) & 0x8000) | min<u32>(rounded, 0x7bff));
}

// @ts-ignore: decorator
@inline
export function widenOne<T>(p: usize): f32 {
  if (isFloat<T>()) return load<f32>(p);
  const bits = <u32>load<u16>(p) << 16;
  if (!isSigned<T>()) return reinterpret<f32>(bits);
  return reinterpret<f32>((<i32>bits >> 3) & 0x8fffe000) * F16_SCALE;
}

/** The next four values. */
// @ts-ignore: decorator
@inline
export function widenFour<T>(p: usize): v128 {
  if (isFloat<T>()) return v128.load(p);
  const upper = i32x4.shl(v128.load_ext<u16>(p), 16);
  return isSigned<T>() ? fromF16(upper) : upper;
}

/** Floats that a row of `width` values takes once it is split, spread or widened. */
// @ts-ignore: decorator
@inline
export function paddedWidth(width: i32): i32 {
  return (width + 7) & ~7;
}

/** Where element `i` of a row stands in the order 0, 2, 4, 6, 1, 3, 5, 7 of each eight, its vectors `step` bytes apart. */
// @ts-ignore: decorator
@inline
function splitPlace(i: i32, step: i32): i32 {
  return ((i >> 3) * 2 + (i & 1)) * step + ((i & 7) >> 1) * 4;
}

/** Writes a row of floats in split order, its vectors `step` bytes apart, zeros behind its end. */
export function splitRow(width: i32, x: usize, to: usize, step: i32): void {
  const whole = width & ~7;
  let at = to;
  for (let i = 0; i < whole; i += 8) {
    const a = v128.load(x + i * 4), b = v128.load(x + i * 4, 16);
    v128.store(at, v128.shuffle<i32>(a, b, 0, 2, 4, 6));
    v128.store(at + step, v128.shuffle<i32>(a, b, 1, 3, 5, 7));
    at += 2 * step;
  }
  if (whole == width) return;
  v128.store(at, f32x4.splat(0));
  v128.store(at + step, f32x4.splat(0));
  for (let i = whole; i < width; i++) store<f32>(to + splitPlace(i, step), load<f32>(x + i * 4));
}

/** Writes a row of floats in its own order, its vectors `step` bytes apart, zeros behind its end. */
export function spreadRow(width: i32, x: usize, to: usize, step: i32): void {
  const padded = paddedWidth(width);
  for (let i = 0; i < padded; i += 4) {
    v128.store(to, i < width ? load4(x + i * 4, width - i) : f32x4.splat(0));
    to += step;
  }
}

/** The floats of `count` stored values, in their own order. */
function widen<T>(count: i32, from: usize, to: usize): void {
  for (let i = 0; i < count; i++) store<f32>(to + i * 4, widenOne<T>(from + i * <i32>sizeof<T>()));
}

/** Floats of stored values, whatever their type (0 F32, 1 BF16, 2 F16). */
export function widenValues(type: i32, count: i32, from: usize, to: usize): void {
  if (type == 0) memory.copy(to, from, count * 4);
  else if (type == 1) widen<u16>(count, from, to);
  else widen<i16>(count, from, to);
}

/** Index of the first of `count` stored values that is NaN or infinite, or -1. */
export function firstNonFinite(type: i32, count: i32, from: usize): i32 {
  const bits = type == 0 ? 0x7f800000 : type == 1 ? 0x7f807f80 : 0x7c007c00;
  const all = i32x4.splat(bits), size: i32 = type == 0 ? 4 : 2, lanes = 16 / size;
  let i = 0;
  for (; i + lanes <= count; i += lanes) {
    const exponents = v128.and(v128.load(from + i * size), all);
    const full = type == 0 ? i32x4.eq(exponents, all) : i16x8.eq(exponents, all);
    if (v128.any_true(full)) break;
  }
  const mask = type == 0 ? bits : bits & 0xffff;
  for (; i < count; i++) {
    const value: u32 = type == 0 ? load<u32>(from + i * 4) : <u32>load<u16>(from + i * 2);
    if ((value & mask) == mask) return i;
  }
  return -1;
}

/** A row of an embedding table for each id. */
export function embedRows(type: i32, width: i32, table: usize, from: i32, to: i32, ids: usize, out: usize): void {
  const size = type == 0 ? 4 : 2;
  for (let row = from; row < to; row++) {
    widenValues(type, width, table + load<i32>(ids + row * 4) * width * size, out + row * width * 4);
  }
}
