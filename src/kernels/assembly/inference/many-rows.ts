// Many rows of x: W is widened, a block at a time, into a panel that stays in the cache and is multiplied with them all.
import { fma } from "../simd";
import { IN_THREE, THREE } from "./few-rows";
import { widenQuantizedRow } from "./quantized";
import { putThree, sums } from "./sums";
import { paddedWidth, spreadRow, widenRow } from "./widen";

/** Threes of rows of W in a panel. */
const PANEL: i32 = 16;
/** How much of a row is multiplied at a time: three such pieces of x and three of W take half an L1 cache. */
const DEPTH: i32 = 1024;
/** Scratch for a panel, in bytes. */
// @ts-ignore: decorator
@inline
export function panelBytes(): i32 {
  return DEPTH * PANEL * THREE * 4;
}

/** Three widened rows of W times three of x; `yStride` bytes from a row of y to its next, `apart` from a column. */
function tile(
  depth: i32, w: usize, x: usize, y: usize, yStride: i32, apart: i32, rows: i32, columns: i32, accumulate: bool,
): void {
  let c00 = f32x4.splat(0), c01 = c00, c02 = c00, c10 = c00, c11 = c00, c12 = c00, c20 = c00, c21 = c00, c22 = c00;
  // Not unrolled: the engine would spill registers.
  do {
    const w0 = v128.load(w), w1 = v128.load(w, 16), w2 = v128.load(w, 32);
    const a0 = v128.load(x);
    c00 = fma(a0, w0, c00);
    c01 = fma(a0, w1, c01);
    c02 = fma(a0, w2, c02);
    const a1 = v128.load(x, 16);
    c10 = fma(a1, w0, c10);
    c11 = fma(a1, w1, c11);
    c12 = fma(a1, w2, c12);
    const a2 = v128.load(x, 32);
    c20 = fma(a2, w0, c20);
    c21 = fma(a2, w1, c21);
    c22 = fma(a2, w2, c22);
    w += IN_THREE;
    x += IN_THREE;
    depth -= 4;
  } while (depth > 0);
  putThree(y, sums(c00, c01, c02, c02), apart, columns, accumulate);
  if (rows > 1) putThree(y + yStride, sums(c10, c11, c12, c12), apart, columns, accumulate);
  if (rows > 2) putThree(y + 2 * yStride, sums(c20, c21, c22, c22), apart, columns, accumulate);
}

/** `count` rows of W from `first` on, and those `apart` and twice `apart` rows behind each (`columns` in all), times x. */
function multiplyPanel(
  type: i32, rows: i32, first: i32, count: i32, apart: i32, columns: i32, width: i32, w: usize, scales: usize,
  x: usize, y: usize, yStride: i32, accumulate: bool, panel: usize,
): void {
  const padded = paddedWidth(width);
  for (let k = 0; k < padded; k += DEPTH) {
    const depth = min(DEPTH, padded - k), here = min(DEPTH, width - k);
    for (let j = 0; j < count; j++) {
      for (let c = 0; c < columns; c++) {
        const row = first + j + c * apart, target = panel + (j * THREE * depth + c * 4) * 4;
        if (type == 0) spreadRow(here, w + (row * width + k) * 4, target, IN_THREE);
        else if (type == 1) widenRow<u16>(here, w + (row * width + k) * 2, target, IN_THREE);
        else if (type == 2) widenRow<i16>(here, w + (row * width + k) * 2, target, IN_THREE);
        else widenQuantizedRow(width, row, k, here, w, scales, target, IN_THREE);
      }
    }
    for (let m = 0; m < rows; m += THREE) {
      const three = x + (m * padded + k * THREE) * 4, out = y + m * yStride + first * 4;
      for (let j = 0; j < count; j++) {
        tile(
          depth, panel + j * THREE * depth * 4, three, out + j * 4, yStride, apart * 4,
          min(THREE, rows - m), columns, accumulate || k > 0,
        );
      }
    }
  }
}

/** Many rows of x (vectors `IN_THREE`) against the rows `from` to `to` of W: at a time, one of each of its thirds. */
export function manyRows(
  type: i32, rows: i32, from: i32, to: i32, width: i32, w: usize, scales: usize, x: usize, y: usize,
  yStride: i32, accumulate: bool, panel: usize,
): void {
  const third = (to - from) / THREE, end = from + third, left = to - from - third * THREE;
  for (let n = from; n < end; n += PANEL) {
    const count = min(PANEL, end - n);
    multiplyPanel(type, rows, n, count, third, THREE, width, w, scales, x, y, yStride, accumulate, panel);
  }
  if (left > 0) {
    multiplyPanel(type, rows, to - left, 1, 1, left, width, w, scales, x, y, yStride, accumulate, panel);
  }
}
