// RMSNorm on every head's query and key, then rotary positions. A row holds the query heads, the key heads, the value
// heads; cos and sin are tables [position, headDim / 2]. A null norm (address 0) leaves the norm out.
import { inverseRms, normBackward, scaleByWeight } from "./rms-norm";
import { fma, load4, store4 } from "./simd";

/** y = x turned by the angles (backward: by their opposites); y may be x. */
function turn(headDim: i32, x: usize, cos: usize, sin: usize, backward: bool, y: usize): void {
  const half = headDim >> 1;
  for (let i = 0; i < half; i += 4) {
    const low = i * 4, high = (half + i) * 4, left = half - i;
    const a = load4(x + low, left), b = load4(x + high, left);
    const c = load4(cos + low, left);
    const loaded = load4(sin + low, left);
    const s = backward ? f32x4.neg(loaded) : loaded;
    store4(y + low, f32x4.sub(f32x4.mul(a, c), f32x4.mul(b, s)), left);
    store4(y + high, fma(b, c, f32x4.mul(a, s)), left);
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
        turn(headDim, out, cos + angle, sin + angle, false, out);
      } else {
        turn(headDim, qkv, cos + angle, sin + angle, false, out);
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
      turn(headDim, dOut, cos + angle, sin + angle, true, dQkv);
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
