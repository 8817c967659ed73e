// Attention of single new tokens over a preallocated KV cache. A cache slot belongs to one sequence and holds, for each
// key-value head, the keys in blocks of 16 positions, each block [width, 16], and then the values [capacity, width].
// `width` is headDim rounded up to whole vectors, the surplus holding zeros; `capacity`, the most tokens, is a multiple
// of 16.
import { fma, store4 } from "./simd";
import { expRow } from "./softmax";

function writeToken(
  headDim: i32, width: i32, position: i32, key: usize, value: usize, keys: usize, values: usize,
): void {
  const column = keys + ((position >> 4) * width * 16 + (position & 15)) * 4;
  for (let i = 0; i < headDim; i++) store<f32>(column + i * 64, load<f32>(key + i * 4));
  const row = values + position * width * 4;
  memory.copy(row, value, headDim * 4);
  if (width > headDim) memory.fill(row + headDim * 4, 0, (width - headDim) * 4);
}

/** scores[0..count) = q k * scale, computed for whole blocks of 16 positions. */
function scoreKeys(headDim: i32, width: i32, count: i32, query: usize, keys: usize, scale: f32, scores: usize): void {
  const factor = f32x4.splat(scale);
  for (let j = 0; j < count; j += 16) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let key = keys + j * width * 4;
    for (let i = 0; i < headDim; i++) {
      const q = v128.load32_splat(query + i * 4);
      s0 = fma(q, v128.load(key), s0);
      s1 = fma(q, v128.load(key, 16), s1);
      s2 = fma(q, v128.load(key, 32), s2);
      s3 = fma(q, v128.load(key, 48), s3);
      key += 64;
    }
    const at = scores + j * 4;
    v128.store(at, f32x4.mul(s0, factor));
    v128.store(at, f32x4.mul(s1, factor), 16);
    v128.store(at, f32x4.mul(s2, factor), 32);
    v128.store(at, f32x4.mul(s3, factor), 48);
  }
}

/** out = scale * sum over positions of weights * values. */
function mixValues(
  headDim: i32, width: i32, count: i32, weights: usize, values: usize, scale: f32, out: usize,
): void {
  const factor = f32x4.splat(scale);
  let i = 0;
  for (; i + 16 <= headDim; i += 16) {
    let o0 = f32x4.splat(0), o1 = o0, o2 = o0, o3 = o0;
    let value = values + i * 4;
    for (let j = 0; j < count; j++) {
      const w = v128.load32_splat(weights + j * 4);
      o0 = fma(w, v128.load(value), o0);
      o1 = fma(w, v128.load(value, 16), o1);
      o2 = fma(w, v128.load(value, 32), o2);
      o3 = fma(w, v128.load(value, 48), o3);
      value += width * 4;
    }
    const at = out + i * 4;
    v128.store(at, f32x4.mul(o0, factor));
    v128.store(at, f32x4.mul(o1, factor), 16);
    v128.store(at, f32x4.mul(o2, factor), 32);
    v128.store(at, f32x4.mul(o3, factor), 48);
  }
  for (; i < headDim; i += 4) {
    let sum = f32x4.splat(0);
    let value = values + i * 4;
    for (let j = 0; j < count; j++) {
      sum = fma(v128.load32_splat(weights + j * 4), v128.load(value), sum);
      value += width * 4;
    }
    store4(out + i * 4, f32x4.mul(sum, factor), headDim - i);
  }
}

/**
 * For each row of `qkv` in turn: stores its key and value in slot slots[row] at positions[row], then attends to all of
 * that slot up to there. Rows of one sequence may follow each other, in the order of their positions. `scores` is
 * scratch of `capacity` floats.
 */
export function decodeAttention(
  rows: i32, heads: i32, kvHeads: i32, headDim: i32, width: i32, capacity: i32,
  slots: usize, positions: usize, qkv: usize, cache: usize, out: usize, scores: usize,
): void {
  const group = heads / kvHeads;
  const half = width * capacity * 4;
  const scale: f32 = 1 / Mathf.sqrt(<f32>headDim);
  for (let row = 0; row < rows; row++) {
    const position = load<i32>(positions + row * 4), count = position + 1;
    const slot = cache + load<i32>(slots + row * 4) * kvHeads * 2 * half;
    for (let kvHead = 0; kvHead < kvHeads; kvHead++) {
      const keys = slot + kvHead * 2 * half, values = keys + half;
      const key = qkv + (heads + kvHead) * headDim * 4;
      writeToken(headDim, width, position, key, key + kvHeads * headDim * 4, keys, values);
      for (let head = kvHead * group; head < (kvHead + 1) * group; head++) {
        scoreKeys(headDim, width, count, qkv + head * headDim * 4, keys, scale, scores);
        const sum = expRow(scores, count);
        mixValues(headDim, width, count, scores, values, 1 / sum, out + head * headDim * 4);
      }
    }
    qkv += (heads + 2 * kvHeads) * headDim * 4;
    out += heads * headDim * 4;
  }
}

/** Copies the first `count` tokens of one slot into another. */
export function copySlot(
  kvHeads: i32, width: i32, capacity: i32, count: i32, cache: usize, from: i32, to: i32,
): void {
  const half = width * capacity * 4;
  const keyBytes = ((count + 15) >> 4) * width * 64;
  let source = cache + from * kvHeads * 2 * half, target = cache + to * kvHeads * 2 * half;
  for (let kvHead = 0; kvHead < kvHeads; kvHead++) {
    memory.copy(target, source, keyBytes);
    memory.copy(target + half, source + half, count * width * 4);
    source += 2 * half;
    target += 2 * half;
  }
}
