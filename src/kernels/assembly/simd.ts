// Four floats at a time: what the kernels share.

/** a * b + c; one rounding where relaxed SIMD reaches the processor's fused instruction. */
// @ts-ignore: decorator
@inline
export function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// @ts-ignore: decorator
@inline
export function sum4(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

// @ts-ignore: decorator
@inline
export function max4(v: v128): f32 {
  return max(
    max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}

/** The `count` < 4 floats at `p`, then `fill`. */
function loadPart(p: usize, count: i32, fill: f32): v128 {
  let v = f32x4.splat(fill);
  v = f32x4.replace_lane(v, 0, load<f32>(p));
  if (count > 1) v = f32x4.replace_lane(v, 1, load<f32>(p, 4));
  if (count > 2) v = f32x4.replace_lane(v, 2, load<f32>(p, 8));
  return v;
}

function storePart(p: usize, v: v128, count: i32): void {
  store<f32>(p, f32x4.extract_lane(v, 0));
  if (count > 1) store<f32>(p, f32x4.extract_lane(v, 1), 4);
  if (count > 2) store<f32>(p, f32x4.extract_lane(v, 2), 8);
}

/** The next four floats of an array of which `left` >= 1 are left; zeros stand for those beyond its end. */
// @ts-ignore: decorator
@inline
export function load4(p: usize, left: i32): v128 {
  return left >= 4 ? v128.load(p) : loadPart(p, left, 0);
}

/** `load4` with another filler than zero. */
// @ts-ignore: decorator
@inline
export function load4Or(p: usize, left: i32, fill: f32): v128 {
  return left >= 4 ? v128.load(p) : loadPart(p, left, fill);
}

/** Writes the next four floats of an array of which `left` >= 1 are left, none beyond its end. */
// @ts-ignore: decorator
@inline
export function store4(p: usize, v: v128, left: i32): void {
  if (left >= 4) v128.store(p, v);
  else storePart(p, v, left);
}

/** What is further below the largest exponent has probability 0 (e^-87 is single precision's smallest normal number). */
export const LOWEST: f32 = -87;

/** Added to a number below 2^22, it leaves the nearest integer in the lowest bits. */
const ROUNDER: f32 = 12582912;

/** e^x to about one unit in the last place (Cephes' expf); arguments are held within [-87, 88], NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function exp4(value: v128): v128 {
  // In this order of the operands a NaN is handed on.
  let x = f32x4.pmin(f32x4.pmax(value, f32x4.splat(-87)), f32x4.splat(88));
  const shifted = fma(x, f32x4.splat(1.44269504), f32x4.splat(ROUNDER));
  const n = f32x4.sub(shifted, f32x4.splat(ROUNDER));
  x = fma(n, f32x4.splat(-0.693359375), x);
  x = fma(n, f32x4.splat(2.1219444e-4), x);
  let p = f32x4.splat(1.98756915e-4);
  p = fma(p, x, f32x4.splat(1.39819995e-3));
  p = fma(p, x, f32x4.splat(8.33345191e-3));
  p = fma(p, x, f32x4.splat(4.16657959e-2));
  p = fma(p, x, f32x4.splat(1.66666657e-1));
  p = fma(p, x, f32x4.splat(5.00000012e-1));
  p = f32x4.add(fma(p, f32x4.mul(x, x), x), f32x4.splat(1));
  // Times 2^n: n is added to the exponent's bits.
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

/** ln x of a positive normal number, to about one unit in the last place (Cephes' logf). */
export function ln(x: f32): f32 {
  const bits = reinterpret<u32>(x);
  let e = <f32>(<i32>(bits >> 23) - 126);
  let m = reinterpret<f32>((bits & 0x7fffff) | 0x3f000000);
  if (m < 0.70710678) {
    e -= 1;
    m += m;
  }
  m -= 1;
  const z = m * m;
  let y: f32 = 7.0376836292e-2;
  y = y * m - 1.151461031e-1;
  y = y * m + 1.167699874e-1;
  y = y * m - 1.2420140846e-1;
  y = y * m + 1.4249322787e-1;
  y = y * m - 1.6668057665e-1;
  y = y * m + 2.0000714765e-1;
  y = y * m - 2.4999993993e-1;
  y = y * m + 3.3333331174e-1;
  y = y * m * z - 2.12194440e-4 * e - 0.5 * z;
  return m + y + 0.693359375 * e;
}
