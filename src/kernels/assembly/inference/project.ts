// y = x W^T for weights as a checkpoint stores them. One row of x: four rows of W at a time, read once from memory. Up to
// eight: two rows of W against four of x. More: W is widened, a block at a time, into a panel that stays in the cache.
import { fma } from "../simd";
import { dot8, quantizedRows, widenQuantizedRow } from "./quantized";
import { evens, odds, paddedWidth, splitRow, spreadRow, widenOne, widenRow } from "./widen";

/** Rows of x up to which stored weights are widened in the registers. */
const FEW_ROWS: i32 = 8;
/** Rows of W in a panel. */
const PANEL_ROWS: i32 = 48;
/** How much of a row is multiplied at a time: four such pieces of x take a third of an L1 cache. */
const DEPTH: i32 = 1024;
/** Bytes from one vector of a row to its next: alone, beside the other row of W, beside three other rows of x. */
const ALONE: i32 = 16, IN_PAIR: i32 = 32, IN_FOUR: i32 = 64;

/** Scratch that `project` needs for each thread, in bytes. */
export function projectScratchBytes(rows: i32, widest: i32): i32 {
  return 4 * (paddedWidth(widest) * ((rows + 3) & ~3) + DEPTH * PANEL_ROWS) + quantizedRows(widest);
}

/** [sum a, sum b, sum c, sum d] */
// @ts-ignore: decorator
@inline
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

/** y[0..3] = four rows of W times one of x; `whole` elements, a multiple of eight. */
// @ts-ignore: decorator
@inline
function fourDots<T>(whole: i32, w: usize, stride: i32, x: usize): v128 {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  const end = w + whole * <i32>sizeof<T>(), w1 = stride, w2 = 2 * stride, w3 = 3 * stride;
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

/** The product of what is left of a row behind the last whole eight; `step` as in `splitRow`. */
function tail<T>(width: i32, w: usize, x: usize, step: i32): f32 {
  let sum: f32 = 0;
  const whole = width & ~7;
  x += (whole >> 2) * step;
  for (let i = 0; i < width - whole; i++) {
    const place = isFloat<T>() ? (i >> 2) * step + (i & 3) * 4 : (i & 1) * step + (i >> 1) * 4;
    sum += widenOne<T>(w + (whole + i) * <i32>sizeof<T>()) * load<f32>(x + place);
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function put(y: usize, value: f32, accumulate: bool): void {
  store<f32>(y, accumulate ? load<f32>(y) + value : value);
}

/**
 * One row of x against the rows `from` to `to` of W: a row of each of its quarters at a time. Each quarter is read from
 * its beginning to its end, which is what a processor fetches ahead of; four rows that follow each other are not.
 */
function matrixVector<T>(from: i32, to: i32, width: i32, w: usize, x: usize, y: usize, accumulate: bool): void {
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

/** Four sums of each of two rows of W, one for each of four rows of x; written to y where they are wanted. */
// @ts-ignore: decorator
@inline
function putTile(
  c00: v128, c01: v128, c10: v128, c11: v128, c20: v128, c21: v128, c30: v128, c31: v128,
  y: usize, stride: i32, rows: i32, columns: i32, accumulate: bool,
): void {
  const top = sums(c00, c01, c10, c11), bottom = sums(c20, c21, c30, c31);
  putPair(y, f32x4.extract_lane(top, 0), f32x4.extract_lane(top, 1), columns, accumulate);
  if (rows > 1) putPair(y + stride, f32x4.extract_lane(top, 2), f32x4.extract_lane(top, 3), columns, accumulate);
  if (rows > 2) {
    putPair(y + 2 * stride, f32x4.extract_lane(bottom, 0), f32x4.extract_lane(bottom, 1), columns, accumulate);
  }
  if (rows > 3) {
    putPair(y + 3 * stride, f32x4.extract_lane(bottom, 2), f32x4.extract_lane(bottom, 3), columns, accumulate);
  }
}

// @ts-ignore: decorator
@inline
function putPair(y: usize, first: f32, second: f32, columns: i32, accumulate: bool): void {
  put(y, first, accumulate);
  if (columns > 1) put(y + 4, second, accumulate);
}

/** A pair of widened rows of W (vectors `IN_PAIR`) times four rows of x (`IN_FOUR`). */
function panelTile(
  depth: i32, w: usize, x: usize, y: usize, stride: i32, rows: i32, columns: i32, accumulate: bool,
): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  // Not unrolled: the engine would spill registers.
  do {
    const w0 = v128.load(w), w1 = v128.load(w, 16);
    const a0 = v128.load(x);
    c00 = fma(a0, w0, c00);
    c01 = fma(a0, w1, c01);
    const a1 = v128.load(x, 16);
    c10 = fma(a1, w0, c10);
    c11 = fma(a1, w1, c11);
    const a2 = v128.load(x, 32);
    c20 = fma(a2, w0, c20);
    c21 = fma(a2, w1, c21);
    const a3 = v128.load(x, 48);
    c30 = fma(a3, w0, c30);
    c31 = fma(a3, w1, c31);
    w += IN_PAIR;
    x += IN_FOUR;
    depth -= 4;
  } while (depth > 0);
  putTile(c00, c01, c10, c11, c20, c21, c30, c31, y, stride, rows, columns, accumulate);
}

/** Two stored rows of W, `wStride` bytes apart, times four rows of x (vectors `IN_FOUR`). */
function storedTile<T>(
  whole: i32, w: usize, wStride: i32, x: usize, y: usize, stride: i32, rows: i32, columns: i32, accumulate: bool,
): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  const end = w + whole * <i32>sizeof<T>();
  while (w < end) {
    const v0 = v128.load(w), v1 = v128.load(w + wStride);
    const e0 = isFloat<T>() ? v0 : evens<T>(v0), e1 = isFloat<T>() ? v1 : evens<T>(v1);
    c00 = fma(v128.load(x), e0, c00);
    c01 = fma(v128.load(x), e1, c01);
    c10 = fma(v128.load(x, 16), e0, c10);
    c11 = fma(v128.load(x, 16), e1, c11);
    c20 = fma(v128.load(x, 32), e0, c20);
    c21 = fma(v128.load(x, 32), e1, c21);
    c30 = fma(v128.load(x, 48), e0, c30);
    c31 = fma(v128.load(x, 48), e1, c31);
    if (!isFloat<T>()) {
      const o0 = odds<T>(v0), o1 = odds<T>(v1);
      c00 = fma(v128.load(x, 64), o0, c00);
      c01 = fma(v128.load(x, 64), o1, c01);
      c10 = fma(v128.load(x, 80), o0, c10);
      c11 = fma(v128.load(x, 80), o1, c11);
      c20 = fma(v128.load(x, 96), o0, c20);
      c21 = fma(v128.load(x, 96), o1, c21);
      c30 = fma(v128.load(x, 112), o0, c30);
      c31 = fma(v128.load(x, 112), o1, c31);
    }
    w += 16;
    x += isFloat<T>() ? 64 : 128;
  }
  putTile(c00, c01, c10, c11, c20, c21, c30, c31, y, stride, rows, columns, accumulate);
}

/** Few rows of x against stored weights: each pair of rows of W is read once from memory. */
function fewRows<T>(
  rows: i32, from: i32, to: i32, width: i32, w: usize, x: usize, y: usize, yStride: i32, accumulate: bool,
): void {
  const stride = width * <i32>sizeof<T>(), whole = width & ~7, fourBytes = paddedWidth(width) * 16;
  for (let n = from; n < to; n += 2) {
    const at = w + n * stride, columns = min(2, to - n), next = columns > 1 ? stride : 0;
    for (let m = 0; m < rows; m += 4) {
      const four = x + (m >> 2) * fourBytes, out = y + m * yStride + n * 4, height = min(4, rows - m);
      storedTile<T>(whole, at, next, four, out, yStride, height, columns, accumulate);
      if (whole == width) continue;
      for (let i = 0; i < height; i++) {
        for (let j = 0; j < columns; j++) {
          put(out + i * yStride + j * 4, tail<T>(width, at + j * stride, four + i * 16, IN_FOUR), true);
        }
      }
    }
  }
}

/** A panel of widened weights, `depth` of their width, against that part of all rows of x. */
function multiplyPanel(
  rows: i32, count: i32, depth: i32, panel: usize, x: usize, fourBytes: i32, y: usize, yStride: i32, accumulate: bool,
): void {
  for (let m = 0; m < rows; m += 4) {
    for (let n = 0; n < count; n += 2) {
      panelTile(
        depth, panel + n * depth * 4, x + (m >> 2) * fourBytes, y + m * yStride + n * 4, yStride,
        min(4, rows - m), min(2, count - n), accumulate,
      );
    }
  }
}

function manyRows(
  type: i32, rows: i32, from: i32, to: i32, width: i32, w: usize, scales: usize, x: usize, y: usize,
  yStride: i32, accumulate: bool, panel: usize,
): void {
  const padded = paddedWidth(width);
  for (let n = from; n < to; n += PANEL_ROWS) {
    const count = min(PANEL_ROWS, to - n);
    for (let k = 0; k < padded; k += DEPTH) {
      const depth = min(DEPTH, padded - k), here = min(DEPTH, width - k);
      for (let j = 0; j < count; j++) {
        const target = panel + (j & ~1) * depth * 4 + (j & 1) * 16, row = n + j;
        if (type == 0) spreadRow(here, w + (row * width + k) * 4, target, IN_PAIR);
        else if (type == 1) widenRow<u16>(here, w + (row * width + k) * 2, target, IN_PAIR);
        else if (type == 2) widenRow<i16>(here, w + (row * width + k) * 2, target, IN_PAIR);
        else widenQuantizedRow(width, row, k, here, w, scales, target, IN_PAIR);
      }
      multiplyPanel(rows, count, depth, panel, x + k * 16, padded * 16, y + n * 4, yStride, accumulate || k > 0);
    }
  }
}

/**
 * y[m][n] = sum over k of x[m][k] W[n][k] for n from `from` to `to`, added to y if `accumulate`. W is [N, width] of the
 * stored `type` (0 F32, 1 BF16, 2 F16, 3 int8 with `scales`); x is [rows, width], rows of y are `yStride` floats apart.
 * Every element is summed in an order that depends neither on `from` and `to` nor on the number of threads.
 */
export function project(
  type: i32, rows: i32, from: i32, to: i32, width: i32, w: usize, scales: usize, x: usize, y: usize,
  yStride: i32, accumulate: bool, scratch: usize,
): void {
  if (from >= to) return;
  const padded = paddedWidth(width), ordered = scratch, panel = scratch + ((rows + 3) & ~3) * padded * 4;
  if (type == 3 && rows < 4) {
    for (let m = 0; m < rows; m++) {
      dot8(from, to, width, w, scales, x + m * width * 4, y + m * yStride * 4, accumulate, panel);
    }
    return;
  }
  for (let m = 0; m < rows; m++) {
    const target = rows == 1 ? ordered : ordered + (m & ~3) * padded * 4 + (m & 3) * 16;
    const step = rows == 1 ? ALONE : IN_FOUR;
    if (type == 1 || type == 2) splitRow(width, x + m * width * 4, target, step);
    else spreadRow(width, x + m * width * 4, target, step);
  }
  const bytes = yStride * 4;
  if (rows > FEW_ROWS || type == 3) {
    manyRows(type, rows, from, to, width, w, scales, ordered, y, bytes, accumulate, panel);
  } else if (rows == 1) {
    if (type == 0) matrixVector<f32>(from, to, width, w, ordered, y, accumulate);
    else if (type == 1) matrixVector<u16>(from, to, width, w, ordered, y, accumulate);
    else matrixVector<i16>(from, to, width, w, ordered, y, accumulate);
  } else {
    if (type == 0) fewRows<f32>(rows, from, to, width, w, ordered, y, bytes, accumulate);
    else if (type == 1) fewRows<u16>(rows, from, to, width, w, ordered, y, bytes, accumulate);
    else fewRows<i16>(rows, from, to, width, w, ordered, y, bytes, accumulate);
  }
}
