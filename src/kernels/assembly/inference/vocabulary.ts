// What a distribution over a large vocabulary is summed up in, a tile of its logits at a time.
import { exp4, load4Or, LOWEST, max4 } from "../simd";

// @ts-ignore: decorator
@inline
function addTo(sum: v128, v: v128): v128 {
  const high = f64x2.promote_low_f32x4(v128.shuffle<i32>(v, v, 2, 3, 2, 3));
  return f64x2.add(sum, f64x2.add(f64x2.promote_low_f32x4(v), high));
}

// @ts-ignore: decorator
@inline
function total2(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/**
 * For each row of logits [rows, width], `stride` floats apart: the largest logit m, and with x = (logit - m) * scale the
 * sums of e^x, x e^x, e^2x and x e^2x, as five doubles at `out`.
 */
export function tileStatistics(rows: i32, width: i32, logits: usize, stride: i32, scale: f32, out: usize): void {
  const factor = f32x4.splat(scale), lowest = f32x4.splat(LOWEST);
  for (let row = 0; row < rows; row++) {
    let largest = f32x4.splat(-Infinity);
    for (let i = 0; i < width; i += 4) {
      largest = f32x4.pmax(largest, load4Or(logits + i * 4, width - i, -Infinity));
    }
    const most = max4(largest), top = f32x4.splat(most);
    let total = f64x2.splat(0), weighted = total, squares = total, weightedSquares = total;
    for (let i = 0; i < width; i += 4) {
      const x = f32x4.mul(f32x4.sub(load4Or(logits + i * 4, width - i, -Infinity), top), factor);
      const weight = v128.andnot(exp4(x), f32x4.lt(x, lowest));
      total = addTo(total, weight);
      const product = f32x4.mul(weight, f32x4.pmax(x, lowest));
      weighted = addTo(weighted, product);
      squares = addTo(squares, f32x4.mul(weight, weight));
      weightedSquares = addTo(weightedSquares, f32x4.mul(weight, product));
    }
    store<f64>(out, <f64>most);
    store<f64>(out, total2(total), 8);
    store<f64>(out, total2(weighted), 16);
    store<f64>(out, total2(squares), 24);
    store<f64>(out, total2(weightedSquares), 32);
    out += 40;
    logits += stride * 4;
  }
}

/** Writes the logits of those targets that stand in the columns `from` to `to` of a tile. */
export function tileTargets(
  rows: i32, from: i32, to: i32, logits: usize, stride: i32, targets: usize, out: usize,
): void {
  for (let row = 0; row < rows; row++) {
    const target = load<i32>(targets + row * 4);
    if (target >= from && target < to) {
      store<f32>(out + row * 4, load<f32>(logits + (row * stride + target - from) * 4));
    }
  }
}
