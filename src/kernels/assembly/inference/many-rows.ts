// Many rows of x: they and W are laid out as the tiles of `gemm` read them. Eight rows of W are widened at a time, into a
// panel that stays in the L1 cache while all rows of x pass it.
import { edgeTile, pack, storeTransposed, tile, TILE_COLUMNS, TILE_ROWS } from "../gemm";
import { widenQuantizedRow } from "./quantized";
import { paddedWidth, widenFour, widenOne } from "./widen";

/** The most of a row that is multiplied at a time: a panel and four such pieces of x fit into an L1 cache of 32 KB. */
const LONGEST: i32 = 640;
/** Pieces of int8 rows begin with a group. */
const MULTIPLE: i32 = 64;
const PANEL_BYTES: i32 = LONGEST * TILE_COLUMNS * 4;

/** Scratch for `manyRows`, in bytes: a panel, eight int8 rows before they are packed into it, and x. */
export function manyRowsBytes(rows: i32, width: i32): i32 {
  const tiles = (rows + TILE_ROWS - 1) / TILE_ROWS;
  return 2 * PANEL_BYTES + tiles * TILE_ROWS * width * 4;
}

/** Length of the pieces that a row is cut into; the last may be shorter. */
function pieceOf(width: i32): i32 {
  const pieces = (width + LONGEST - 1) / LONGEST;
  return ((width + pieces * MULTIPLE - 1) / (pieces * MULTIPLE)) * MULTIPLE;
}

/** `rows` <= 8 pieces of rows of W, `stride` bytes apart, as a panel [depth, 8]; zeros stand for missing rows. */
function widenPanel<T>(rows: i32, depth: i32, w: usize, stride: i32, to: usize): void {
  const size = <i32>sizeof<T>(), step = TILE_COLUMNS * 4;
  if (rows < TILE_COLUMNS) memory.fill(to, 0, depth * step);
  for (let first = 0; first < rows; first += 4) {
    const lines = min(4, rows - first);
    let k = 0, from = w + first * stride, at = to + first * 4;
    for (; lines == 4 && k + 4 <= depth; k += 4) {
      const second = from + stride, third = second + stride, fourth = third + stride;
      storeTransposed(
        widenFour<T>(from), widenFour<T>(second), widenFour<T>(third), widenFour<T>(fourth), at, step,
      );
      from += 4 * size;
      at += 4 * step;
    }
    for (; k < depth; k++) {
      for (let i = 0; i < lines; i++) store<f32>(at + i * 4, widenOne<T>(from + i * stride));
      from += size;
      at += step;
    }
  }
}

/** The same of the int8 rows from `row` on, pieces from element `k` on, which are widened to `spare` first. */
function widenQuantizedPanel(
  rows: i32, row: i32, k: i32, depth: i32, width: i32, w: usize, scales: usize, spare: usize, to: usize,
): void {
  const stride = paddedWidth(depth) * 4;
  for (let i = 0; i < rows; i++) widenQuantizedRow(width, row + i, k, depth, w, scales, spare + i * stride);
  pack(spare, stride, true, rows, depth, TILE_COLUMNS, to);
}

/** Many rows of x against the rows `from` to `to` of W. */
export function manyRows(
  type: i32, rows: i32, from: i32, to: i32, width: i32, w: usize, scales: usize, x: usize, y: usize,
  yStride: i32, accumulate: bool, scratch: usize,
): void {
  const panel = scratch, spare = panel + PANEL_BYTES, packed = spare + PANEL_BYTES;
  const piece = pieceOf(width), size = type == 0 ? 4 : 2, stride = width * size;
  for (let k = 0; k < width; k += piece) {
    const depth = min(piece, width - k), add = accumulate || k > 0;
    pack(x + k * 4, width * 4, true, rows, depth, TILE_ROWS, packed);
    for (let n = from; n < to; n += TILE_COLUMNS) {
      const columns = min(TILE_COLUMNS, to - n), at = w + n * stride + k * size;
      if (type == 0) widenPanel<f32>(columns, depth, at, stride, panel);
      else if (type == 1) widenPanel<u16>(columns, depth, at, stride, panel);
      else if (type == 2) widenPanel<i16>(columns, depth, at, stride, panel);
      else widenQuantizedPanel(columns, n, k, depth, width, w, scales, spare, panel);
      for (let m = 0; m < rows; m += TILE_ROWS) {
        const a = packed + m * depth * 4, out = y + m * yStride + n * 4, height = min(TILE_ROWS, rows - m);
        if (height == TILE_ROWS && columns == TILE_COLUMNS) tile(depth, a, panel, out, yStride, add, 1);
        else edgeTile(height, columns, depth, a, panel, out, yStride, add, 1, spare);
      }
    }
  }
}
