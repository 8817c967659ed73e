// Matrix product on packed blocks (Goto & van de Geijn 2008): a 4 x 8 tile of the result stays in registers while it
// runs through panels of 4 rows of A and 8 columns of B, laid out in the order in which they are read.
import { fma } from "./simd";

export const TILE_ROWS: i32 = 4;
export const TILE_COLUMNS: i32 = 8;
const BLOCK_ROWS: i32 = 96;
const BLOCK_COLUMNS: i32 = 384;
const BLOCK_DEPTH: i32 = 256;

/** Scratch that `gemm` needs, in bytes: one block of A, one of B, one tile. */
export function gemmScratchBytes(): i32 {
  return 4 * (BLOCK_DEPTH * (BLOCK_ROWS + BLOCK_COLUMNS) + TILE_ROWS * TILE_COLUMNS);
}

/** Writes the columns of the 4 x 4 block whose rows are r0..r3: to, to + stride, to + 2 stride, ... */
// @ts-ignore: decorator
@inline
export function storeTransposed(r0: v128, r1: v128, r2: v128, r3: v128, to: usize, stride: i32): void {
  const t0 = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5);
  const t1 = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7);
  const t2 = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
  const t3 = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(t0, t2, 0, 2));
  v128.store(to + stride, v128.shuffle<i64>(t0, t2, 1, 3));
  v128.store(to + 2 * stride, v128.shuffle<i64>(t1, t3, 0, 2));
  v128.store(to + 3 * stride, v128.shuffle<i64>(t1, t3, 1, 3));
}

/**
 * Packs a [count, depth] block (`alongDepth`: stored with depth contiguous, else with count contiguous) into panels of
 * `width` (4 or 8) lines: panel, depth, line. The last panel is filled up with zeros.
 */
export function pack(
  from: usize, stride: i32, alongDepth: bool, count: i32, depth: i32, width: i32, to: usize,
): void {
  const step = width * 4;
  for (let first = 0; first < count; first += width) {
    const lines = min(width, count - first);
    const panel = to + first * depth * 4;
    if (lines < width) memory.fill(panel, 0, depth * step);
    for (let group = 0; group < lines; group += 4) {
      const groupLines = min(4, lines - group);
      const source = alongDepth ? from + (first + group) * stride : from + (first + group) * 4;
      packFour(source, stride, alongDepth, groupLines, depth, panel + group * 4, step);
    }
  }
}

function packFour(
  from: usize, stride: i32, alongDepth: bool, lines: i32, depth: i32, to: usize, step: i32,
): void {
  let k = 0;
  if (lines == 4) {
    if (alongDepth) {
      for (; k + 4 <= depth; k += 4) {
        storeTransposed(
          v128.load(from), v128.load(from + stride), v128.load(from + 2 * stride), v128.load(from + 3 * stride),
          to, step,
        );
        from += 16;
        to += 4 * step;
      }
    } else {
      for (; k < depth; k++) {
        v128.store(to, v128.load(from));
        from += stride;
        to += step;
      }
    }
  }
  for (; k < depth; k++) {
    for (let line = 0; line < lines; line++) {
      store<f32>(to + line * 4, load<f32>(from + (alongDepth ? line * stride : line * 4)));
    }
    from += alongDepth ? 4 : stride;
    to += step;
  }
}

/** C tile [4, 8] = alpha * (panel of A) (panel of B), added to what stands there if `accumulate`. */
export function tile(depth: i32, a: usize, b: usize, c: usize, stride: i32, accumulate: bool, alpha: f32): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00;
  let c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  // Not unrolled: the engine would spill registers.
  do {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c00 = fma(a0, b0, c00);
    c01 = fma(a0, b1, c01);
    const a1 = v128.load32_splat(a, 4);
    c10 = fma(a1, b0, c10);
    c11 = fma(a1, b1, c11);
    const a2 = v128.load32_splat(a, 8);
    c20 = fma(a2, b0, c20);
    c21 = fma(a2, b1, c21);
    const a3 = v128.load32_splat(a, 12);
    c30 = fma(a3, b0, c30);
    c31 = fma(a3, b1, c31);
    a += 16;
    b += 32;
  } while (--depth);
  const scale = f32x4.splat(alpha);
  storeRow(c, c00, c01, scale, accumulate);
  storeRow(c + stride, c10, c11, scale, accumulate);
  storeRow(c + 2 * stride, c20, c21, scale, accumulate);
  storeRow(c + 3 * stride, c30, c31, scale, accumulate);
}

// @ts-ignore: decorator
@inline
function storeRow(c: usize, left: v128, right: v128, scale: v128, accumulate: bool): void {
  if (accumulate) {
    v128.store(c, fma(left, scale, v128.load(c)));
    v128.store(c, fma(right, scale, v128.load(c, 16)), 16);
  } else {
    v128.store(c, f32x4.mul(left, scale));
    v128.store(c, f32x4.mul(right, scale), 16);
  }
}

/** A tile that reaches over the edge of C: computed beside it, then only its `rows` x `columns` are taken. */
export function edgeTile(
  rows: i32, columns: i32, depth: i32, a: usize, b: usize, c: usize, stride: i32, accumulate: bool, alpha: f32,
  spare: usize,
): void {
  tile(depth, a, b, spare, TILE_COLUMNS * 4, false, alpha);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = c + i * stride + j * 4;
      const value = load<f32>(spare + (i * TILE_COLUMNS + j) * 4);
      store<f32>(at, accumulate ? load<f32>(at) + value : value);
    }
  }
}

/** Packed blocks times each other: [rows, depth] x [depth, columns]. */
function multiplyBlocks(
  rows: i32, columns: i32, depth: i32, a: usize, b: usize, c: usize, stride: i32, accumulate: bool, alpha: f32,
  spare: usize,
): void {
  for (let j = 0; j < columns; j += TILE_COLUMNS) {
    const panel = b + j * depth * 4;
    const width = min(TILE_COLUMNS, columns - j);
    for (let i = 0; i < rows; i += TILE_ROWS) {
      const height = min(TILE_ROWS, rows - i);
      const at = c + i * stride + j * 4;
      if (height == TILE_ROWS && width == TILE_COLUMNS) {
        tile(depth, a + i * depth * 4, panel, at, stride, accumulate, alpha);
      } else {
        edgeTile(height, width, depth, a + i * depth * 4, panel, at, stride, accumulate, alpha, spare);
      }
    }
  }
}

/**
 * C[m, n] = alpha op(A) op(B), added to C if `accumulate`; op(A) is [m, k], stored [k, m] if `transposeA`; op(B) is
 * [k, n], stored [n, k] if `transposeB`. lda, ldb, ldc: floats from one stored row to the next.
 */
export function gemm(
  transposeA: bool, transposeB: bool, m: i32, n: i32, k: i32,
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32,
  accumulate: bool, alpha: f32, scratch: usize,
): void {
  const packedA = scratch;
  const packedB = packedA + 4 * BLOCK_DEPTH * BLOCK_ROWS;
  const spare = packedB + 4 * BLOCK_DEPTH * BLOCK_COLUMNS;
  const strideA = lda * 4, strideB = ldb * 4, strideC = ldc * 4;
  for (let kk = 0; kk < k; kk += BLOCK_DEPTH) {
    const depth = min(BLOCK_DEPTH, k - kk);
    const add = accumulate || kk > 0;
    for (let j = 0; j < n; j += BLOCK_COLUMNS) {
      const columns = min(BLOCK_COLUMNS, n - j);
      const fromB = transposeB ? b + j * strideB + kk * 4 : b + kk * strideB + j * 4;
      pack(fromB, strideB, transposeB, columns, depth, TILE_COLUMNS, packedB);
      for (let i = 0; i < m; i += BLOCK_ROWS) {
        const rows = min(BLOCK_ROWS, m - i);
        const fromA = transposeA ? a + kk * strideA + i * 4 : a + i * strideA + kk * 4;
        pack(fromA, strideA, !transposeA, rows, depth, TILE_ROWS, packedA);
        multiplyBlocks(rows, columns, depth, packedA, packedB, c + i * strideC + j * 4, strideC, add, alpha, spare);
      }
    }
  }
}

/** Floats that `packWeight` fills for an [n, k] weight. */
export function packedWeightFloats(n: i32, k: i32): i32 {
  return ((n + TILE_COLUMNS - 1) / TILE_COLUMNS) * TILE_COLUMNS * k;
}

/** Packs a weight stored [n, k] once, for many products x W^T by `gemmPacked`. */
export function packWeight(n: i32, k: i32, weight: usize, to: usize): void {
  const padded = packedWeightFloats(n, 1);
  for (let kk = 0; kk < k; kk += BLOCK_DEPTH) {
    pack(weight + kk * 4, k * 4, true, n, min(BLOCK_DEPTH, k - kk), TILE_COLUMNS, to + kk * padded * 4);
  }
}

/** C[m, n] = A[m, k] W^T with W packed by `packWeight`, added to C if `accumulate`. All matrices are dense. */
export function gemmPacked(
  m: i32, n: i32, k: i32, a: usize, packedWeight: usize, c: usize, accumulate: bool, scratch: usize,
): void {
  const spare = scratch + 4 * BLOCK_DEPTH * BLOCK_ROWS;
  const padded = packedWeightFloats(n, 1);
  for (let kk = 0; kk < k; kk += BLOCK_DEPTH) {
    const depth = min(BLOCK_DEPTH, k - kk);
    for (let i = 0; i < m; i += BLOCK_ROWS) {
      const rows = min(BLOCK_ROWS, m - i);
      pack(a + (i * k + kk) * 4, k * 4, true, rows, depth, TILE_ROWS, scratch);
      multiplyBlocks(
        rows, n, depth, scratch, packedWeight + kk * padded * 4, c + i * n * 4, n * 4, accumulate || kk > 0, 1, spare,
      );
    }
  }
}
