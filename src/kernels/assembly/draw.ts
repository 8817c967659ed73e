import { exp4, load4Or, LOWEST, max4, store4 } from "./simd";

// @ts-ignore: decorator
@inline
function addTo(sum: v128, v: v128): v128 {
  const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 2, 3));
  return f64x2.add(sum, f64x2.add(f64x2.promote_low_f32x4(v), high));
}

/** The token at which the running sum of the weights passes uniform * total; where none does, the first of weight 1. */
function tokenAt(width: i32, weights: usize, rest: f64): i32 {
  for (let token = 0; token < width; token++) {
    rest -= <f64>load<f32>(weights + token * 4);
    if (rest < 0) return token;
  }
  let token = 0;
  while (token < width - 1 && load<f32>(weights + token * 4) < 1) token++;
  return token;
}

/**
 * Draws a token from softmax(logits * scale) in each row. The logits are replaced by their weights exp((logit - largest)
 * * scale); `sums` receives, in each row, the drawn token's weight, the sum of the weights, and the sum of weight *
 * exponent: NaN where a logit is NaN or +Infinity. The sums are in double precision.
 */
export function drawTokens(
  rows: i32, width: i32, logits: usize, scale: f32, uniforms: usize, tokens: usize, sums: usize,
): void {
  const factor = f32x4.splat(scale), lowest = f32x4.splat(LOWEST);
  for (let row = 0; row < rows; row++) {
    let largest = f32x4.splat(-Infinity);
    for (let i = 0; i < width; i += 4) {
      largest = f32x4.pmax(largest, load4Or(logits + i * 4, width - i, -Infinity));
    }
    const top = f32x4.splat(max4(largest));
    let total = f64x2.splat(0), weighted = f64x2.splat(0);
    for (let i = 0; i < width; i += 4) {
      const at = logits + i * 4, left = width - i;
      const x = f32x4.mul(f32x4.sub(load4Or(at, left, -Infinity), top), factor);
      const weight = v128.andnot(exp4(x), f32x4.lt(x, lowest));
      store4(at, weight, left);
      total = addTo(total, weight);
      weighted = addTo(weighted, f32x4.mul(weight, f32x4.pmax(x, lowest)));
    }
    const sum = f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
    const token = tokenAt(width, logits, load<f64>(uniforms + row * 8) * sum);
    store<i32>(tokens + row * 4, token);
    store<f64>(sums, <f64>load<f32>(logits + token * 4));
    store<f64>(sums, sum, 8);
    store<f64>(sums, f64x2.extract_lane(weighted, 0) + f64x2.extract_lane(weighted, 1), 16);
    sums += 24;
    logits += width * 4;
  }
}
