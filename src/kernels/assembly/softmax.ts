import { exp4, max4, sum4 } from "./simd";

/**
 * exp(x - largest) of the `count` floats at `row`, in place; returns their sum. The row must have room up to the next
 * multiple of four, where zeros are written.
 */
export function expRow(row: usize, count: i32): f32 {
  const end = (count + 3) & ~3;
  for (let i = count; i < end; i++) store<f32>(row + i * 4, -Infinity);
  let largest = v128.load(row);
  for (let i = 4; i < end; i += 4) largest = f32x4.pmax(largest, v128.load(row + i * 4));
  const top = f32x4.splat(max4(largest));
  let total = f32x4.splat(0);
  for (let i = 0; i < end; i += 4) {
    const e = exp4(f32x4.sub(v128.load(row + i * 4), top));
    v128.store(row + i * 4, e);
    total = f32x4.add(total, e);
  }
  for (let i = count; i < end; i++) store<f32>(row + i * 4, 0);
  return sum4(total);
}

/** All bits set in the lanes of queries `first` to `first + 3` that may look at key `key` of the same block. */
// @ts-ignore: decorator
@inline
export function visibleLanes(first: i32, key: i32): v128 {
  return i32x4.ge_s(i32x4.add(i32x4(0, 1, 2, 3), i32x4.splat(first)), i32x4.splat(key));
}

/**
 * Causal softmax of eight queries at once, in place: scores [keys, 8], a query in each column. The last eight keys are
 * those of the queries themselves; of them a query sees those up to its own, and the others' weights become 0.
 */
export function softmaxColumns(scores: usize, keys: i32): void {
  const own = keys - 8;
  const lowest = f32x4.splat(-Infinity);
  let top0 = lowest, top1 = lowest;
  for (let key = 0; key < own; key++) {
    top0 = f32x4.pmax(top0, v128.load(scores + key * 32));
    top1 = f32x4.pmax(top1, v128.load(scores + key * 32, 16));
  }
  for (let key = 0; key < 8; key++) {
    const at = scores + (own + key) * 32;
    const s0 = v128.bitselect(v128.load(at), lowest, visibleLanes(0, key));
    const s1 = v128.bitselect(v128.load(at, 16), lowest, visibleLanes(4, key));
    v128.store(at, s0);
    v128.store(at, s1, 16);
    top0 = f32x4.pmax(top0, s0);
    top1 = f32x4.pmax(top1, s1);
  }
  let sum0 = f32x4.splat(0), sum1 = sum0;
  for (let key = 0; key < keys; key++) {
    const at = scores + key * 32;
    let e0 = exp4(f32x4.sub(v128.load(at), top0)), e1 = exp4(f32x4.sub(v128.load(at, 16), top1));
    if (key >= own) {
      e0 = v128.and(e0, visibleLanes(0, key - own));
      e1 = v128.and(e1, visibleLanes(4, key - own));
    }
    v128.store(at, e0);
    v128.store(at, e1, 16);
    sum0 = f32x4.add(sum0, e0);
    sum1 = f32x4.add(sum1, e1);
  }
  const scale0 = f32x4.div(f32x4.splat(1), sum0), scale1 = f32x4.div(f32x4.splat(1), sum1);
  for (let key = 0; key < keys; key++) {
    const at = scores + key * 32;
    v128.store(at, f32x4.mul(v128.load(at), scale0));
    v128.store(at, f32x4.mul(v128.load(at, 16), scale1), 16);
  }
}

/** Gradient of `softmaxColumns`: dScores = weights * (dWeights - sum over keys of dWeights * weights), in place. */
export function softmaxColumnsBackward(weights: usize, dWeights: usize, keys: i32): void {
  let dot0 = f32x4.splat(0), dot1 = dot0;
  for (let at = 0; at < keys * 32; at += 32) {
    dot0 = f32x4.add(dot0, f32x4.mul(v128.load(weights + at), v128.load(dWeights + at)));
    dot1 = f32x4.add(dot1, f32x4.mul(v128.load(weights + at, 16), v128.load(dWeights + at, 16)));
  }
  for (let at = 0; at < keys * 32; at += 32) {
    const w0 = v128.load(weights + at), w1 = v128.load(weights + at, 16);
    v128.store(dWeights + at, f32x4.mul(w0, f32x4.sub(v128.load(dWeights + at), dot0)));
    v128.store(dWeights + at, f32x4.mul(w1, f32x4.sub(v128.load(dWeights + at, 16), dot1)), 16);
  }
}
