// RMSNorm over rows of `d` floats, forward and backward.
import { fma, load4, store4, sum4 } from "./simd";

/** 1 / sqrt(mean(x^2) + eps). */
export function inverseRms(d: i32, x: usize, eps: f32): f32 {
  const whole = d & ~3;
  let squares = f32x4.splat(0);
  for (let i = 0; i < whole; i += 4) {
    const v = v128.load(x + i * 4);
    squares = fma(v, v, squares);
  }
  if (whole < d) {
    const v = load4(x + whole * 4, d - whole);
    squares = fma(v, v, squares);
  }
  return 1 / Mathf.sqrt(sum4(squares) / <f32>d + eps);
}

// @ts-ignore: decorator
@inline
function scale4(x: usize, factor: v128, weight: usize, y: usize, left: i32): void {
  store4(y, f32x4.mul(f32x4.mul(load4(x, left), factor), load4(weight, left)), left);
}

/** y = x * scale * weight */
export function scaleByWeight(d: i32, x: usize, scale: f32, weight: usize, y: usize): void {
  const whole = d & ~3, factor = f32x4.splat(scale);
  for (let i = 0; i < whole; i += 4) scale4(x + i * 4, factor, weight + i * 4, y + i * 4, 4);
  if (whole < d) scale4(x + whole * 4, factor, weight + whole * 4, y + whole * 4, d - whole);
}

/** sum of dy * weight * x */
function dotBackward(d: i32, x: usize, weight: usize, dy: usize): f32 {
  const whole = d & ~3;
  let dot = f32x4.splat(0);
  for (let i = 0; i < whole; i += 4) {
    const at = i * 4;
    dot = fma(f32x4.mul(v128.load(dy + at), v128.load(weight + at)), v128.load(x + at), dot);
  }
  if (whole < d) {
    const at = whole * 4, left = d - whole;
    dot = fma(f32x4.mul(load4(dy + at, left), load4(weight + at, left)), load4(x + at, left), dot);
  }
  return sum4(dot);
}

// @ts-ignore: decorator
@inline
function normBackward4(
  x: usize, weight: usize, scale: v128, pull: v128, dy: usize, dx: usize, dWeight: usize, left: i32,
): void {
  const v = load4(x, left), g = f32x4.mul(load4(dy, left), scale);
  store4(dWeight, fma(g, v, load4(dWeight, left)), left);
  store4(dx, fma(pull, v, f32x4.mul(g, load4(weight, left))), left);
}

/** One row's gradients: dx is written (it may be dy itself), dWeight is added to. */
export function normBackward(
  d: i32, x: usize, weight: usize, eps: f32, dy: usize, dx: usize, dWeight: usize,
): void {
  const inverse = inverseRms(d, x, eps), whole = d & ~3;
  const scale = f32x4.splat(inverse);
  const pull = f32x4.splat((-dotBackward(d, x, weight, dy) * inverse * inverse * inverse) / <f32>d);
  for (let i = 0; i < whole; i += 4) {
    const at = i * 4;
    normBackward4(x + at, weight + at, scale, pull, dy + at, dx + at, dWeight + at, 4);
  }
  if (whole < d) {
    const at = whole * 4;
    normBackward4(x + at, weight + at, scale, pull, dy + at, dx + at, dWeight + at, d - whole);
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
