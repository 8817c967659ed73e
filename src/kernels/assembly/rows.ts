// Moving rows of a matrix: embedding, its gradient, the selection of tokens, splitting into columns.
import { load4, store4 } from "./simd";

export function gatherRows(count: i32, width: i32, source: usize, ids: usize, out: usize): void {
  for (let n = 0; n < count; n++) {
    memory.copy(out, source + load<i32>(ids + n * 4) * width * 4, width * 4);
    out += width * 4;
  }
}

/** Adds the same vector to every row; rows are `stride` floats apart. */
export function addToRows(rows: i32, width: i32, bias: usize, x: usize, stride: i32): void {
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i += 4) {
      const at = i * 4, left = width - i;
      store4(x + at, f32x4.add(load4(x + at, left), load4(bias + at, left)), left);
    }
    x += stride * 4;
  }
}

/** out[ids[n]] += rows[n]; an id outside 0..outRows-1 is passed over. `out` is cleared first. */
export function scatterAddRows(count: i32, width: i32, rows: usize, ids: usize, outRows: i32, out: usize): void {
  memory.fill(out, 0, outRows * width * 4);
  for (let n = 0; n < count; n++) {
    const id = load<i32>(ids + n * 4);
    if (<u32>id < <u32>outRows) {
      const target = out + id * width * 4;
      for (let i = 0; i < width; i += 4) {
        const at = i * 4, left = width - i;
        store4(target + at, f32x4.add(load4(target + at, left), load4(rows + at, left)), left);
      }
    }
    rows += width * 4;
  }
}

/** Copies a [rows, width] block between matrices of other widths; strides in floats. */
export function copyColumns(
  rows: i32, width: i32, from: usize, fromStride: i32, to: usize, toStride: i32,
): void {
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i += 4) store4(to + i * 4, load4(from + i * 4, width - i), width - i);
    from += fromStride * 4;
    to += toStride * 4;
  }
}
