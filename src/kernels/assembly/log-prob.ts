// Log-probability of a target and entropy of softmax(logits * scale), row by row. The logits may be those of a part of the
// vocabulary, from token `first` on; a target outside of it has no log-probability here.
import { exp4, fma, ln, load4, load4Or, LOWEST, max4, store4, sum4 } from "./simd";

/** `logSums` receives ln sum exp(logits * scale), which the backward pass needs; `logProbs` 0 for a target outside. */
export function logProbForward(
  rows: i32, width: i32, logits: usize, targets: usize, first: i32, scale: f32,
  logProbs: usize, entropies: usize, logSums: usize,
): void {
  const factor = f32x4.splat(scale), lowest = f32x4.splat(LOWEST);
  for (let row = 0; row < rows; row++) {
    let largest = f32x4.splat(-Infinity);
    for (let i = 0; i < width; i += 4) {
      largest = f32x4.pmax(largest, load4Or(logits + i * 4, width - i, -Infinity));
    }
    const top = max4(largest) * scale;
    let total = f32x4.splat(0), weighted = f32x4.splat(0);
    for (let i = 0; i < width; i += 4) {
      const scaled = f32x4.mul(load4Or(logits + i * 4, width - i, -Infinity), factor);
      const x = f32x4.sub(scaled, f32x4.splat(top));
      const e = v128.andnot(exp4(x), f32x4.lt(x, lowest));
      total = f32x4.add(total, e);
      // p ln p of a token of probability 0 is 0.
      weighted = fma(e, f32x4.pmax(x, lowest), weighted);
    }
    const sum = sum4(total);
    const logSum = ln(sum);
    const column = load<i32>(targets + row * 4) - first;
    const inside = u32(column) < u32(width);
    store<f32>(logProbs + row * 4, inside ? load<f32>(logits + column * 4) * scale - top - logSum : 0);
    store<f32>(entropies + row * 4, logSum - sum4(weighted) / sum);
    store<f32>(logSums + row * 4, top + logSum);
    logits += width * 4;
  }
}

/** dLogits = dLogProbs * scale * (onehot(target) - softmax); `logSums` are those of the whole vocabulary. */
export function logProbBackward(
  rows: i32, width: i32, logits: usize, targets: usize, first: i32, scale: f32,
  logSums: usize, dLogProbs: usize, dLogits: usize,
): void {
  const factor = f32x4.splat(scale);
  for (let row = 0; row < rows; row++) {
    const d = load<f32>(dLogProbs + row * 4) * scale;
    const minus = f32x4.splat(-d), logSum = f32x4.splat(load<f32>(logSums + row * 4));
    if (d == 0) {
      memory.fill(dLogits, 0, width * 4);
    } else {
      for (let i = 0; i < width; i += 4) {
        const at = i * 4, left = width - i;
        const p = exp4(f32x4.sub(f32x4.mul(load4(logits + at, left), factor), logSum));
        store4(dLogits + at, f32x4.mul(minus, p), left);
      }
      const column = load<i32>(targets + row * 4) - first;
      if (u32(column) < u32(width)) {
        const chosen = dLogits + column * 4;
        store<f32>(chosen, load<f32>(chosen) + d);
      }
    }
    logits += width * 4;
    dLogits += width * 4;
  }
}
