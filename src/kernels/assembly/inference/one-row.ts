// One row of x, as in decoding a single response: each weight is read once from memory, which is what takes the time.
import { fma } from "../simd";
import { put, sums, tail } from "./sums";
import { evens, odds } from "./widen";

/** Bytes from one vector of x to its next. */
export const ALONE: i32 = 16;

/** Four rows of W, `apart` bytes from each other, times x; `whole` elements, a multiple of eight. */
// @ts-ignore: decorator
@inline
function fourDots<T>(whole: i32, w: usize, apart: i32, x: usize): v128 {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  const end = w + whole * <i32>sizeof<T>(), w1 = apart, w2 = 2 * apart, w3 = 3 * apart;
  while (w < end) {
    const x0 = v128.load(x), x1 = v128.load(x, 16);
    if (isFloat<T>()) {
      a0 = fma(v128.load(w), x0, a0);
      b0 = fma(v128.load(w, 16), x1, b0);
      a1 = fma(v128.load(w + w1), x0, a1);
      b1 = fma(v128.load(w + w1, 16), x1, b1);
      a2 = fma(v128.load(w + w2), x0, a2);
      b2 = fma(v128.load(w + w2, 16), x1, b2);
      a3 = fma(v128.load(w + w3), x0, a3);
      b3 = fma(v128.load(w + w3, 16), x1, b3);
      w += 32;
    } else {
      const v0 = v128.load(w), v1 = v128.load(w + w1), v2 = v128.load(w + w2), v3 = v128.load(w + w3);
      a0 = fma(evens<T>(v0), x0, a0);
      b0 = fma(odds<T>(v0), x1, b0);
      a1 = fma(evens<T>(v1), x0, a1);
      b1 = fma(odds<T>(v1), x1, b1);
      a2 = fma(evens<T>(v2), x0, a2);
      b2 = fma(odds<T>(v2), x1, b2);
      a3 = fma(evens<T>(v3), x0, a3);
      b3 = fma(odds<T>(v3), x1, b3);
      w += 16;
    }
    x += 32;
  }
  return sums(f32x4.add(a0, b0), f32x4.add(a1, b1), f32x4.add(a2, b2), f32x4.add(a3, b3));
}

/**
 * One row of x against the rows `from` to `to` of W: a row of each of its quarters at a time. Each quarter is read from
 * its beginning to its end, which is what a processor fetches ahead of; four rows that follow each other are not.
 */
export function oneRow<T>(from: i32, to: i32, width: i32, w: usize, x: usize, y: usize, accumulate: bool): void {
  const stride = width * <i32>sizeof<T>(), whole = width & ~7;
  const quarter = (to - from) >> 2, apart = quarter * stride;
  let row = from;
  for (; row < from + quarter; row++) {
    const at = w + row * stride, out = y + row * 4;
    const dots = fourDots<T>(whole, at, apart, x);
    put(out, f32x4.extract_lane(dots, 0) + tail<T>(width, at, x, ALONE), accumulate);
    put(out + quarter * 4, f32x4.extract_lane(dots, 1) + tail<T>(width, at + apart, x, ALONE), accumulate);
    put(out + quarter * 8, f32x4.extract_lane(dots, 2) + tail<T>(width, at + 2 * apart, x, ALONE), accumulate);
    put(out + quarter * 12, f32x4.extract_lane(dots, 3) + tail<T>(width, at + 3 * apart, x, ALONE), accumulate);
  }
  for (row += 3 * quarter; row < to; row++) {
    const at = w + row * stride;
    const dots = fourDots<T>(whole, at, 0, x);
    put(y + row * 4, f32x4.extract_lane(dots, 0) + tail<T>(width, at, x, ALONE), accumulate);
  }
}
