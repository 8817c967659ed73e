import { fma, load4, store4, sum4 } from "./simd";

/** Values whose squares are summed in single precision. */
const SHORT_RUN: i32 = 256;

/**
 * One Adam step with decoupled weight decay, in place. fresh1 and fresh2 are 1 - beta, which single precision would
 * blur if it were computed here; correction1 and 2 are 1 / (1 - beta^step). Returns the sum of squares of what it moved
 * the variable by, decay aside.
 */
export function adamStep(
  count: i32, variable: usize, gradient: usize, first: usize, second: usize,
  rate: f32, beta1: f32, beta2: f32, fresh1: f32, fresh2: f32, eps: f32, decay: f32, correction1: f32, correction2: f32, gradientScale: f32,
): f64 {
  const b1 = f32x4.splat(beta1), b2 = f32x4.splat(beta2);
  const f1 = f32x4.splat(fresh1), f2 = f32x4.splat(fresh2);
  const c2 = f32x4.splat(correction2), small = f32x4.splat(eps);
  const step = f32x4.splat(rate * correction1), shrink = f32x4.splat(1 - rate * decay);
  const scale = f32x4.splat(gradientScale);
  let total: f64 = 0;
  for (let start = 0; start < count; start += SHORT_RUN) {
    const end = min(start + SHORT_RUN, count);
    let run = f32x4.splat(0);
    for (let i = start; i < end; i += 4) {
      const at = i * 4, left = count - i;
      const g = f32x4.mul(load4(gradient + at, left), scale);
      const m = fma(b1, load4(first + at, left), f32x4.mul(f1, g));
      const v = fma(b2, load4(second + at, left), f32x4.mul(f2, f32x4.mul(g, g)));
      store4(first + at, m, left);
      store4(second + at, v, left);
      const denominator = f32x4.add(f32x4.sqrt(f32x4.mul(v, c2)), small);
      const moved = f32x4.div(f32x4.mul(step, m), denominator);
      store4(variable + at, f32x4.sub(f32x4.mul(load4(variable + at, left), shrink), moved), left);
      run = fma(moved, moved, run);
    }
    total += sum4(run);
  }
  return total;
}

/** Sum of squares, in single precision over short runs and in double precision over the runs. */
export function sumOfSquares(count: i32, x: usize): f64 {
  let total: f64 = 0;
  for (let start = 0; start < count; start += SHORT_RUN) {
    const end = min(start + SHORT_RUN, count);
    let run = f32x4.splat(0);
    for (let i = start; i < end; i += 4) {
      const v = load4(x + i * 4, end - i);
      run = fma(v, v, run);
    }
    total += sum4(run);
  }
  return total;
}
