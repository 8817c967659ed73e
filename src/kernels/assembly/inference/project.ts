// y = x W^T for weights as a checkpoint stores them.
import { fewRows, IN_THREE, THREE } from "./few-rows";
import { manyRows, manyRowsBytes } from "./many-rows";
import { ALONE, oneRow } from "./one-row";
import { dot8, quantizedRows } from "./quantized";
import { paddedWidth, splitRow, spreadRow } from "./widen";

/** Rows of x up to which stored weights are widened in the registers; whole threes. */
const FEW_ROWS: i32 = 9;

/** Scratch that `project` needs for each thread, in bytes. */
export function projectScratchBytes(rows: i32, widest: i32): i32 {
  const few = 4 * paddedWidth(widest) * FEW_ROWS;
  return max(max(few, quantizedRows(widest)), manyRowsBytes(rows, widest));
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
  const bytes = yStride * 4;
  if (type == 3 && rows < 4) {
    for (let m = 0; m < rows; m++) {
      dot8(from, to, width, w, scales, x + m * width * 4, y + m * bytes, accumulate, scratch);
    }
    return;
  }
  if (rows > FEW_ROWS || type == 3) {
    manyRows(type, rows, from, to, width, w, scales, x, y, bytes, accumulate, scratch);
    return;
  }
  for (let m = 0; m < rows; m++) {
    const within = m % THREE, step = rows == 1 ? ALONE : IN_THREE;
    const target = scratch + ((m - within) * paddedWidth(width) + within * 4) * 4;
    if (type == 0) spreadRow(width, x + m * width * 4, target, step);
    else splitRow(width, x + m * width * 4, target, step);
  }
  if (rows == 1) {
    if (type == 0) oneRow<f32>(from, to, width, w, scratch, y, accumulate);
    else if (type == 1) oneRow<u16>(from, to, width, w, scratch, y, accumulate);
    else oneRow<i16>(from, to, width, w, scratch, y, accumulate);
  } else {
    if (type == 0) fewRows<f32>(rows, from, to, width, w, scratch, y, bytes, accumulate);
    else if (type == 1) fewRows<u16>(rows, from, to, width, w, scratch, y, bytes, accumulate);
    else fewRows<i16>(rows, from, to, width, w, scratch, y, bytes, accumulate);
  }
}
