// Draws one token a row from softmax(logits / temperature).
import { exp4, load4Or, ln, max4, store4, sum4, fma } from "./simd";

/**
 * For each row: log-sum and entropy of softmax(logits * scale), then the token at which the running sum of
 * softmax(logits * samplingScale) passes uniforms[row] (the most likely one where samplingScale is 0). Writes tokens,
 * and under softmax(logits * scale) their log-probabilities and the entropies. `spare`: `width` floats.
 */
export function sampleTokens(
  rows: i32, width: i32, logits: usize, samplingScales: usize, scale: f32, uniforms: usize,
  tokens: usize, logProbs: usize, entropies: usize, spare: usize,
): void {
  for (let row = 0; row < rows; row++) {
    let largest = f32x4.splat(-Infinity);
    for (let i = 0; i < width; i += 4) {
      largest = f32x4.pmax(largest, load4Or(logits + i * 4, width - i, -Infinity));
    }
    const top = max4(largest);
    let total = f32x4.splat(0), weighted = f32x4.splat(0);
    for (let i = 0; i < width; i += 4) {
      const raw = load4Or(logits + i * 4, width - i, top - 100 / scale);
      const x = f32x4.mul(f32x4.sub(raw, f32x4.splat(top)), f32x4.splat(scale));
      const e = exp4(x);
      store4(spare + i * 4, e, width - i);
      total = f32x4.add(total, e);
      weighted = fma(e, x, weighted);
    }
    const sum = sum4(total), logSum = ln(sum);
    const samplingScale = load<f32>(samplingScales + row * 4);
    let mass = sum;
    if (samplingScale != scale && samplingScale != 0) {
      mass = 0;
      for (let i = 0; i < width; i += 4) {
        const raw = load4Or(logits + i * 4, width - i, top - 100 / samplingScale);
        const e = exp4(f32x4.mul(f32x4.sub(raw, f32x4.splat(top)), f32x4.splat(samplingScale)));
        store4(spare + i * 4, e, width - i);
        mass += sum4(e);
      }
    }
    const token = samplingScale == 0 ? indexOf(logits, width, top) : crossing(spare, width, load<f32>(uniforms + row * 4) * mass);
    store<i32>(tokens + row * 4, token);
    store<f32>(logProbs + row * 4, (load<f32>(logits + token * 4) - top) * scale - logSum);
    store<f32>(entropies + row * 4, logSum - sum4(weighted) / sum);
    logits += width * 4;
  }
}

function indexOf(row: usize, width: i32, value: f32): i32 {
  let i = 0;
  while (i < width - 1 && load<f32>(row + i * 4) != value) i++;
  return i;
}

/** The first index at which the running sum exceeds `target`, or the last index with any mass. */
function crossing(masses: usize, width: i32, target: f32): i32 {
  let sum: f32 = 0, last = 0;
  for (let i = 0; i < width; i++) {
    const mass = load<f32>(masses + i * 4);
    sum += mass;
    if (sum > target) return i;
    if (mass > 1e-30) last = i;
  }
  return last;
}
