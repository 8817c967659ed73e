// RMSNorm on every head's query and key, then rotary positions. A row holds the query heads, the key heads, the value
// heads; cos and sin are tables [position, headDim / 2]. A null norm (address 0) leaves the norm out.
import { inverseRms, normBackward, scaleByWeight } from "./rms-norm";
import { fma, load4, store4 } from "./simd";

// @ts-ignore: decorator
@inline
function turn4(low: usize, high: usize, c: v128, s: v128, toLow: usize, toHigh: usize, left: i32): void {
  const a = load4(low, left), b = load4(high, left);
  store4(toLow, f32x4.sub(f32x4.mul(a, c), f32x4.mul(b, s)), left);
  store4(toHigh, fma(b, c, f32x4.mul(a, s)), left);
}

/** y = x turned by the angles (`sign` 1) or by their opposites (-1); y may be x. */
function turn(headDim: i32, x: usize, cos: usize, sin: usize, sign: f32, y: usize): void {
  const half = headDim >> 1, whole = half & ~3, high = half * 4;
  const direction = f32x4.splat(sign);
  for (let at = 0; at < whole * 4; at += 16) {
    const s = f32x4.mul(v128.load(sin + at), direction);
    turn4(x + at, x + high + at, v128.load(cos + at), s, y + at, y + high + at, 4);
  }
  if (whole < half) {
    const at = whole * 4, left = half - whole;
    const s = f32x4.mul(load4(sin + at, left), direction);
    turn4(x + at, x + high + at, load4(cos + at, left), s, y + at, y + high + at, left);
  }
}

/** Row n stands at position positions[n], or n % length where `positions` is 0. */
export function qkNormRopeForward(
  rows: i32, heads: i32, kvHeads: i32, headDim: i32, length: i32, positions: usize,
  qkv: usize, queryNorm: usize, keyNorm: usize, eps: f32, cos: usize, sin: usize, out: usize,
): void {
  const width = headDim * 4;
  for (let row = 0; row < rows; row++) {
    const position = positions ? load<i32>(positions + row * 4) : row % length;
    const angle = position * (headDim >> 1) * 4;
    for (let head = 0; head < heads + kvHeads; head++) {
      const norm = head < heads ? queryNorm : keyNorm;
      if (norm) {
        scaleByWeight(headDim, qkv, inverseRms(headDim, qkv, eps), norm, out);
        turn(headDim, out, cos + angle, sin + angle, 1, out);
      } else {
        turn(headDim, qkv, cos + angle, sin + angle, 1, out);
      }
      qkv += width;
      out += width;
    }
    if (out != qkv) memory.copy(out, qkv, kvHeads * width);
    qkv += kvHeads * width;
    out += kvHeads * width;
  }
}

/** `dQueryNorm` and `dKeyNorm` are written, not added to. */
export function qkNormRopeBackward(
  rows: i32, heads: i32, kvHeads: i32, headDim: i32, length: i32,
  qkv: usize, queryNorm: usize, keyNorm: usize, eps: f32, cos: usize, sin: usize,
  dOut: usize, dQkv: usize, dQueryNorm: usize, dKeyNorm: usize,
): void {
  const width = headDim * 4;
  if (dQueryNorm) memory.fill(dQueryNorm, 0, width);
  if (dKeyNorm) memory.fill(dKeyNorm, 0, width);
  for (let row = 0; row < rows; row++) {
    const angle = (row % length) * (headDim >> 1) * 4;
    for (let head = 0; head < heads + kvHeads; head++) {
      turn(headDim, dOut, cos + angle, sin + angle, -1, dQkv);
      const isQuery = head < heads;
      const norm = isQuery ? queryNorm : keyNorm;
      if (norm) normBackward(headDim, qkv, norm, eps, dQkv, dQkv, isQuery ? dQueryNorm : dKeyNorm);
      qkv += width;
      dOut += width;
      dQkv += width;
    }
    memory.copy(dQkv, dOut, kvHeads * width);
    qkv += kvHeads * width;
    dOut += kvHeads * width;
    dQkv += kvHeads * width;
  }
}
