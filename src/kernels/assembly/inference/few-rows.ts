// Few rows of x: stored weights are widened in the registers, and each is read once from memory.
import { fma } from "../simd";
import { put, putThree, sums, tail } from "./sums";
import { evens, odds, paddedWidth } from "./widen";

/** Rows of x, and of W, that are multiplied at a time: nine sums are what the registers hold. */
export const THREE: i32 = 3;
/** Bytes from one vector of a row to its next: between them stand those of the two other rows. */
export const IN_THREE: i32 = 48;

/**
 * Three stored rows of W, `wApart` bytes from each other, times three of x; `yStride` bytes from a row of y to its next,
 * `yApart` from a column. `whole` elements, a multiple of eight.
 */
function tile<T>(
  whole: i32, w: usize, wApart: i32, x: usize, y: usize, yStride: i32, yApart: i32, rows: i32, columns: i32,
  accumulate: bool,
): void {
  let c00 = f32x4.splat(0), c01 = c00, c02 = c00, c10 = c00, c11 = c00, c12 = c00, c20 = c00, c21 = c00, c22 = c00;
  const end = w + whole * <i32>sizeof<T>();
  while (w < end) {
    const a0 = v128.load(x), a1 = v128.load(x, 16), a2 = v128.load(x, 32);
    const e0 = isFloat<T>() ? v128.load(w) : evens<T>(v128.load(w));
    c00 = fma(a0, e0, c00);
    c10 = fma(a1, e0, c10);
    c20 = fma(a2, e0, c20);
    const e1 = isFloat<T>() ? v128.load(w + wApart) : evens<T>(v128.load(w + wApart));
    c01 = fma(a0, e1, c01);
    c11 = fma(a1, e1, c11);
    c21 = fma(a2, e1, c21);
    const e2 = isFloat<T>() ? v128.load(w + 2 * wApart) : evens<T>(v128.load(w + 2 * wApart));
    c02 = fma(a0, e2, c02);
    c12 = fma(a1, e2, c12);
    c22 = fma(a2, e2, c22);
    x += IN_THREE;
    if (!isFloat<T>()) {
      const b0 = v128.load(x), b1 = v128.load(x, 16), b2 = v128.load(x, 32);
      const o0 = odds<T>(v128.load(w));
      c00 = fma(b0, o0, c00);
      c10 = fma(b1, o0, c10);
      c20 = fma(b2, o0, c20);
      const o1 = odds<T>(v128.load(w + wApart));
      c01 = fma(b0, o1, c01);
      c11 = fma(b1, o1, c11);
      c21 = fma(b2, o1, c21);
      const o2 = odds<T>(v128.load(w + 2 * wApart));
      c02 = fma(b0, o2, c02);
      c12 = fma(b1, o2, c12);
      c22 = fma(b2, o2, c22);
      x += IN_THREE;
    }
    w += 16;
  }
  putThree(y, sums(c00, c01, c02, c02), yApart, columns, accumulate);
  if (rows > 1) putThree(y + yStride, sums(c10, c11, c12, c12), yApart, columns, accumulate);
  if (rows > 2) putThree(y + 2 * yStride, sums(c20, c21, c22, c22), yApart, columns, accumulate);
}

/** The rows `from` to `to` of W, and those `apart` and twice `apart` rows behind each (`columns` in all). */
function columnsApart<T>(
  rows: i32, from: i32, to: i32, apart: i32, columns: i32, width: i32, w: usize, x: usize, y: usize, yStride: i32,
  accumulate: bool,
): void {
  const stride = width * <i32>sizeof<T>(), whole = width & ~7, threeBytes = paddedWidth(width) * THREE * 4;
  for (let n = from; n < to; n++) {
    for (let m = 0; m < rows; m += THREE) {
      const at = w + n * stride, three = x + (m / THREE) * threeBytes, out = y + m * yStride + n * 4;
      const height = min(THREE, rows - m);
      tile<T>(
        whole, at, columns > 1 ? apart * stride : 0, three, out, yStride, apart * 4, height, columns, accumulate,
      );
      if (whole == width) continue;
      for (let i = 0; i < height; i++) {
        for (let c = 0; c < columns; c++) {
          const sum = tail<T>(width, at + c * apart * stride, three + i * 16, IN_THREE);
          put(out + i * yStride + c * apart * 4, sum, true);
        }
      }
    }
  }
}

/** Few rows of x (vectors `IN_THREE`) against the rows `from` to `to` of W: at a time, one of each of its thirds. */
export function fewRows<T>(
  rows: i32, from: i32, to: i32, width: i32, w: usize, x: usize, y: usize, yStride: i32, accumulate: bool,
): void {
  const third = (to - from) / THREE, rest = from + third * THREE;
  columnsApart<T>(rows, from, from + third, third, THREE, width, w, x, y, yStride, accumulate);
  columnsApart<T>(rows, rest, to, 0, 1, width, w, x, y, yStride, accumulate);
}
