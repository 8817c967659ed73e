// Attention over keys and values in pages of 32 tokens. A page holds, for each layer and key-value head, the keys in
// blocks of eight positions, each [headDim, 8], and then the values [32, width]; `width` is headDim rounded up to whole
// vectors. They are kept as `f32` or, in half the memory, as F16 (`i16`): then each eight stand in the order 0, 4, 1, 5, 2,
// 6, 3, 7, so that a vector's even and odd elements are its first and last four. A sequence has a table of the pages that hold it, in order. Four queries at a time: of one token's heads
// that share a key-value head, or of tokens that follow each other, so that a key is read once for them all.
import { fma, store4 } from "../simd";
import { expRow } from "../softmax";
import { evens, odds, toF16 } from "./widen";

const PAGE: i32 = 32;

/** headDim, rounded up to whole vectors. */
// @ts-ignore: decorator
@inline
function widthOf<T>(headDim: i32): i32 {
  return isFloat<T>() ? (headDim + 3) & ~3 : (headDim + 7) & ~7;
}

/** Bytes of the keys, and of the values, of one layer and key-value head in a page. */
// @ts-ignore: decorator
@inline
function halfPage<T>(headDim: i32): i32 {
  return PAGE * widthOf<T>(headDim) * <i32>sizeof<T>();
}

/** Where the `i`-th number of an eight stands. */
// @ts-ignore: decorator
@inline
function placeOf<T>(i: i32): i32 {
  return isFloat<T>() ? i : ((i & 3) << 1) | ((i >> 2) & 1);
}

// @ts-ignore: decorator
@inline
function keep<T>(to: usize, value: f32): void {
  if (isFloat<T>()) store<f32>(to, value);
  else store<u16>(to, toF16(value));
}

// @ts-ignore: decorator
@inline
function pageAt(table: usize, block: i32, cache: usize, pageBytes: usize): usize {
  return cache + <usize>load<i32>(table + block * 4) * pageBytes;
}

/**
 * Stores the keys and values of the rows `from` to `to` of qkv, each at its position of the sequence of its table, as the
 * `type` says (0 F32, 2 F16).
 */
export function storeKeysValues(
  from: i32, to: i32, heads: i32, kvHeads: i32, headDim: i32, layer: i32, type: i32,
  tables: usize, positions: usize, qkv: usize, cache: usize, pageBytes: usize,
): void {
  for (let row = from; row < to; row++) {
    const position = load<i32>(positions + row * 4), table: usize = load<u32>(tables + row * 4);
    const page = pageAt(table, position / PAGE, cache, pageBytes), within = position & (PAGE - 1);
    const keys = qkv + (row * (heads + 2 * kvHeads) + heads) * headDim * 4;
    if (type == 0) storeRow<f32>(kvHeads, headDim, layer, page, within, keys);
    else storeRow<i16>(kvHeads, headDim, layer, page, within, keys);
  }
}

function storeRow<T>(kvHeads: i32, headDim: i32, layer: i32, page: usize, within: i32, from: usize): void {
  const size = <i32>sizeof<T>(), width = widthOf<T>(headDim), half = halfPage<T>(headDim);
  for (let head = 0; head < kvHeads; head++) {
    const key = from + head * headDim * 4, value = key + kvHeads * headDim * 4;
    const keys = page + (layer * kvHeads + head) * 2 * half, values = keys + half + within * width * size;
    const column = keys + ((within >> 3) * headDim * 8 + placeOf<T>(within & 7)) * size;
    for (let i = 0; i < headDim; i++) {
      keep<T>(column + i * 8 * size, load<f32>(key + i * 4));
      keep<T>(values + ((i & ~7) + placeOf<T>(i & 7)) * size, load<f32>(value + i * 4));
    }
    for (let i = headDim; i < width; i++) keep<T>(values + ((i & ~7) + placeOf<T>(i & 7)) * size, 0);
  }
}

/** scores[j][position] = scale * query j . key, for whole blocks of eight positions up to `count`. */
function scoreFour<T>(
  headDim: i32, count: i32, q0: usize, q1: usize, q2: usize, q3: usize, scale: f32,
  table: usize, cache: usize, pageBytes: usize, scores: usize, stride: usize,
): void {
  const factor = f32x4.splat(scale);
  for (let first = 0; first < count; first += 8) {
    let key = pageAt(table, first / PAGE, cache, pageBytes) + ((first & (PAGE - 1)) >> 3) * headDim * 8 * sizeof<T>();
    let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
    for (let i = 0; i < headDim * 4; i += 4) {
      const k = v128.load(key);
      const k0 = isFloat<T>() ? k : evens<T>(k), k1 = isFloat<T>() ? v128.load(key, 16) : odds<T>(k);
      const a0 = v128.load32_splat(q0 + i);
      s00 = fma(a0, k0, s00);
      s01 = fma(a0, k1, s01);
      const a1 = v128.load32_splat(q1 + i);
      s10 = fma(a1, k0, s10);
      s11 = fma(a1, k1, s11);
      const a2 = v128.load32_splat(q2 + i);
      s20 = fma(a2, k0, s20);
      s21 = fma(a2, k1, s21);
      const a3 = v128.load32_splat(q3 + i);
      s30 = fma(a3, k0, s30);
      s31 = fma(a3, k1, s31);
      key += 8 * sizeof<T>();
    }
    const at = scores + first * 4;
    v128.store(at, f32x4.mul(s00, factor));
    v128.store(at, f32x4.mul(s01, factor), 16);
    v128.store(at + stride, f32x4.mul(s10, factor));
    v128.store(at + stride, f32x4.mul(s11, factor), 16);
    v128.store(at + 2 * stride, f32x4.mul(s20, factor));
    v128.store(at + 2 * stride, f32x4.mul(s21, factor), 16);
    v128.store(at + 3 * stride, f32x4.mul(s30, factor));
    v128.store(at + 3 * stride, f32x4.mul(s31, factor), 16);
  }
}

/** o_j = scale_j * sum over the positions up to `count` of weights[j][position] * value. */
function mixFour<T>(
  headDim: i32, count: i32, weights: usize, stride: usize, scale0: f32, scale1: f32, scale2: f32, scale3: f32,
  table: usize, offset: usize, cache: usize, pageBytes: usize, o0: usize, o1: usize, o2: usize, o3: usize,
): void {
  const width = widthOf<T>(headDim);
  for (let dim = 0; dim < headDim; dim += 8) {
    // Behind the last dimension the second vector reads the next value's first, and is not stored.
    const second = dim + 4 < headDim ? 16 : 0;
    let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
    for (let first = 0; first < count; first += PAGE) {
      let value = pageAt(table, first / PAGE, cache, pageBytes) + offset + dim * sizeof<T>();
      let w = weights + first * 4;
      const end = w + min(PAGE, count - first) * 4;
      while (w < end) {
        const v = v128.load(value);
        const v0 = isFloat<T>() ? v : evens<T>(v), v1 = isFloat<T>() ? v128.load(value + second) : odds<T>(v);
        const a0 = v128.load32_splat(w);
        s00 = fma(a0, v0, s00);
        s01 = fma(a0, v1, s01);
        const a1 = v128.load32_splat(w + stride);
        s10 = fma(a1, v0, s10);
        s11 = fma(a1, v1, s11);
        const a2 = v128.load32_splat(w + 2 * stride);
        s20 = fma(a2, v0, s20);
        s21 = fma(a2, v1, s21);
        const a3 = v128.load32_splat(w + 3 * stride);
        s30 = fma(a3, v0, s30);
        s31 = fma(a3, v1, s31);
        value += width * sizeof<T>();
        w += 4;
      }
    }
    const left = headDim - dim, at = dim * 4;
    storeEight(o0 + at, s00, s01, scale0, left);
    storeEight(o1 + at, s10, s11, scale1, left);
    storeEight(o2 + at, s20, s21, scale2, left);
    storeEight(o3 + at, s30, s31, scale3, left);
  }
}

// @ts-ignore: decorator
@inline
function storeEight(to: usize, low: v128, high: v128, scale: f32, left: i32): void {
  const factor = f32x4.splat(scale);
  store4(to, f32x4.mul(low, factor), left);
  if (left > 4) store4(to + 16, f32x4.mul(high, factor), left - 4);
}

/** The softmax weights of one query before they are divided by their sum, which is returned; 0 up to `count`. */
// @ts-ignore: decorator
@inline
function weigh(scores: usize, own: i32, count: i32): f32 {
  const sum = expRow(scores, own);
  for (let i = (own + 3) & ~3; i < count; i++) store<f32>(scores + i * 4, 0);
  return sum;
}

/** Floats of scratch for `attendRuns`, for sequences of up to `length` tokens. */
export function attentionScratchFloats(length: i32): i32 {
  return 4 * ((length + 15) & ~15);
}

/**
 * Attention of every row of qkv to the tokens of its sequence up to itself. Rows of one sequence that follow each other
 * are a run: `runs` holds, for each, its first row and how many rows it has. The work is cut into fours of queries, of
 * which this piece of `pieces` has every `pieces`-th.
 */
export function attendRuns(
  piece: i32, pieces: i32, runCount: i32, runs: usize, heads: i32, kvHeads: i32, headDim: i32, layer: i32, type: i32,
  tables: usize, positions: usize, qkv: usize, cache: usize, pageBytes: usize, out: usize, scores: usize,
): void {
  if (type == 0) {
    attend<f32>(
      piece, pieces, runCount, runs, heads, kvHeads, headDim, layer,
      tables, positions, qkv, cache, pageBytes, out, scores,
    );
  } else {
    attend<i16>(
      piece, pieces, runCount, runs, heads, kvHeads, headDim, layer,
      tables, positions, qkv, cache, pageBytes, out, scores,
    );
  }
}

function attend<T>(
  piece: i32, pieces: i32, runCount: i32, runs: usize, heads: i32, kvHeads: i32, headDim: i32, layer: i32,
  tables: usize, positions: usize, qkv: usize, cache: usize, pageBytes: usize, out: usize, scores: usize,
): void {
  const group = heads / kvHeads, half = halfPage<T>(headDim);
  const inStride = (heads + 2 * kvHeads) * headDim * 4, outStride = heads * headDim * 4;
  const scale: f32 = 1 / Mathf.sqrt(<f32>headDim);
  let unit = 0;
  for (let run = 0; run < runCount; run++) {
    const firstRow = load<i32>(runs + run * 8), rows = load<i32>(runs + run * 8, 4);
    const table: usize = load<u32>(tables + firstRow * 4), position = load<i32>(positions + firstRow * 4);
    const stride: usize = ((position + rows + 15) & ~15) * 4;
    for (let kvHead = 0; kvHead < kvHeads; kvHead++) {
      const keys = (layer * kvHeads + kvHead) * 2 * half;
      for (let query = 0; query < rows * group; query += 4, unit++) {
        if (unit % pieces != piece) continue;
        const last = min(query + 3, rows * group - 1);
        const j1 = min(query + 1, last), j2 = min(query + 2, last);
        const t0 = query / group, t1 = j1 / group, t2 = j2 / group, t3 = last / group;
        const h0 = kvHead * group + query % group, h1 = kvHead * group + j1 % group;
        const h2 = kvHead * group + j2 % group, h3 = kvHead * group + last % group;
        const q = qkv + firstRow * inStride, o = out + firstRow * outStride, wide = headDim * 4;
        const count = position + t3 + 1;
        scoreFour<T>(
          headDim, count, q + t0 * inStride + h0 * wide, q + t1 * inStride + h1 * wide,
          q + t2 * inStride + h2 * wide, q + t3 * inStride + h3 * wide, scale,
          table, cache + keys, pageBytes, scores, stride,
        );
        const sum0 = weigh(scores, position + t0 + 1, count), sum1 = weigh(scores + stride, position + t1 + 1, count);
        const sum2 = weigh(scores + 2 * stride, position + t2 + 1, count);
        const sum3 = weigh(scores + 3 * stride, count, count);
        mixFour<T>(
          headDim, count, scores, stride, 1 / sum0, 1 / sum1, 1 / sum2, 1 / sum3,
          table, keys + half, cache, pageBytes, o + t0 * outStride + h0 * wide, o + t1 * outStride + h1 * wide,
          o + t2 * outStride + h2 * wide, o + t3 * outStride + h3 * wide,
        );
      }
    }
  }
}
