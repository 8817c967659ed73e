// RMSNorm over rows of `d` floats, forward and backward.
import { fma, load4, store4, sum4 } from "./simd";

/** 1 / sqrt(mean(x^2) + eps). */
export function inverseRms(d: i32, x: usize, eps: f32): f32 {
  let squares = f32x4.splat(0);
  for (let i = 0; i < d; i += 4) {
    const v = load4(x + i * 4, d - i);
    squares = fma(v, v, squares);
  }
  return 1 / Mathf.sqrt(sum4(squares) / <f32>d + eps);
}

/** y = x * scale * weight */
export function scaleByWeight(d: i32, x: usize, scale: f32, weight: usize, y: usize): void {
  const factor = f32x4.splat(scale);
  for (let i = 0; i < d; i += 4) {
    const at = i * 4, left = d - i;
    const normed = f32x4.mul(load4(x + at, left), factor);
    store4(y + at, f32x4.mul(normed, load4(weight + at, left)), left);
  }
}

/** One row's gradients: dx is written (it may be dy itself), dWeight is added to. */
export function normBackward(
  d: i32, x: usize, weight: usize, eps: f32, dy: usize, dx: usize, dWeight: usize,
): void {
  let dot = f32x4.splat(0), squares = f32x4.splat(0);
  for (let i = 0; i < d; i += 4) {
    const at = i * 4, left = d - i;
    const v = load4(x + at, left);
    squares = fma(v, v, squares);
    dot = fma(f32x4.mul(load4(dy + at, left), load4(weight + at, left)), v, dot);
  }
  const inverse: f32 = 1 / Mathf.sqrt(sum4(squares) / <f32>d + eps);
  const scale = f32x4.splat(inverse);
  const pull = f32x4.splat((-sum4(dot) * inverse * inverse * inverse) / <f32>d);
  for (let i = 0; i < d; i += 4) {
    const at = i * 4, left = d - i;
    const v = load4(x + at, left), g = f32x4.mul(load4(dy + at, left), scale);
    store4(dWeight + at, fma(g, v, load4(dWeight + at, left)), left);
    store4(dx + at, fma(pull, v, f32x4.mul(g, load4(weight + at, left))), left);
  }
}

export function rmsNormForward(rows: i32, d: i32, x: usize, weight: usize, eps: f32, y: usize): void {
  for (let row = 0; row < rows; row++) {
    scaleByWeight(d, x, inverseRms(d, x, eps), weight, y);
    x += d * 4;
    y += d * 4;
  }
}

export function rmsNormBackward(
  rows: i32, d: i32, x: usize, weight: usize, eps: f32, dy: usize, dx: usize, dWeight: usize,
): void {
  memory.fill(dWeight, 0, d * 4);
  for (let row = 0; row < rows; row++) {
    normBackward(d, x, weight, eps, dy, dx, dWeight);
    x += d * 4;
    dy += d * 4;
    dx += d * 4;
  }
}
