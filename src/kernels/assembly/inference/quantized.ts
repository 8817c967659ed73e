// int8 weights: each row in groups of 64, value = scale * q. For a single row of x, it is rounded to 15 bits in the same
// groups, and the products are summed as integers, exactly.
import { fma, sum4 } from "../simd";
import { paddedWidth } from "./widen";

const GROUP: i32 = 64;

// @ts-ignore: decorator
@inline
function groupsOf(width: i32): i32 {
  return (width + GROUP - 1) / GROUP;
}

/** Bytes of scratch for one rounded row of x. */
export function quantizedRows(width: i32): i32 {
  return groupsOf(width) * (GROUP * 2 + 4);
}

// @ts-ignore: decorator
@inline
function largestOf(count: i32, x: usize): f32 {
  let largest: f32 = 0;
  for (let i = 0; i < count; i++) largest = max(largest, abs(load<f32>(x + i * 4)));
  return largest;
}

/** Rounds `rows` rows of floats to int8 [rows, groups * 64], zeros behind their ends, and scales [rows, groups]. */
export function quantizeRows(rows: i32, width: i32, x: usize, weights: usize, scales: usize): void {
  const groups = groupsOf(width);
  memory.fill(weights, 0, rows * groups * GROUP);
  for (let row = 0; row < rows; row++) {
    for (let g = 0; g < groups; g++) {
      const count = min(GROUP, width - g * GROUP), from = x + g * GROUP * 4;
      const scale = largestOf(count, from) / 127;
      store<f32>(scales + g * 4, scale);
      for (let i = 0; i < count && scale > 0; i++) {
        store<i8>(weights + g * GROUP + i, <i8>nearest(load<f32>(from + i * 4) / scale));
      }
    }
    x += width * 4;
    weights += groups * GROUP;
    scales += groups * 4;
  }
}

/** `count` values of row `row` from `first`, a multiple of 64, on, as floats, zeros behind its end. */
export function widenQuantizedRow(
  width: i32, row: i32, first: i32, count: i32, weights: usize, scales: usize, to: usize,
): void {
  const groups = groupsOf(width), padded = paddedWidth(count);
  const from = weights + row * groups * GROUP + first;
  scales += (row * groups + first / GROUP) * 4;
  for (let i = 0; i < padded; i += 8) {
    const v = v128.load_ext<i8>(from + i), scale = v128.load32_splat(scales + (i / GROUP) * 4);
    v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(v)), scale));
    v128.store(to, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(v)), scale), 16);
    to += 32;
  }
}

/** Embedding rows of an int8 table. */
export function embedQuantizedRows(
  width: i32, weights: usize, scales: usize, from: i32, to: i32, ids: usize, out: usize, scratch: usize,
): void {
  for (let row = from; row < to; row++) {
    widenQuantizedRow(width, load<i32>(ids + row * 4), 0, width, weights, scales, scratch);
    memory.copy(out + row * width * 4, scratch, width * 4);
  }
}

/** One row of x against the rows `from` to `to`. */
export function dot8(
  from: i32, to: i32, width: i32, weights: usize, scales: usize, x: usize, y: usize, accumulate: bool, scratch: usize,
): void {
  const groups = groupsOf(width), rounded = scratch, factors = scratch + groups * GROUP * 2;
  memory.fill(rounded, 0, groups * GROUP * 2);
  for (let g = 0; g < groups; g++) {
    const count = min(GROUP, width - g * GROUP), at = x + g * GROUP * 4;
    const factor = largestOf(count, at) / 16383;
    store<f32>(factors + g * 4, factor);
    for (let i = 0; i < count && factor > 0; i++) {
      store<i16>(rounded + (g * GROUP + i) * 2, <i16>nearest(load<f32>(at + i * 4) / factor));
    }
  }
  for (let row = from; row < to; row++) {
    let w = weights + row * groups * GROUP, q = rounded, sum = f32x4.splat(0);
    const s = scales + row * groups * 4;
    for (let g = 0; g < groups; g++) {
      let a = i32x4.splat(0), b = a;
      for (let i = 0; i < GROUP; i += 16) {
        a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load_ext<i8>(w + i), v128.load(q + i * 2)));
        b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load_ext<i8>(w + i, 8), v128.load(q + i * 2, 16)));
      }
      const scale = f32x4.splat(load<f32>(s + g * 4) * load<f32>(factors + g * 4));
      sum = fma(f32x4.convert_i32x4_s(i32x4.add(a, b)), scale, sum);
      w += GROUP;
      q += GROUP * 2;
    }
    const value = sum4(sum), out = y + row * 4;
    store<f32>(out, accumulate ? load<f32>(out) + value : value);
  }
}
