import { exp4, load4, load4Or, max4, store4, sum4 } from "./simd";

/** Softmax of the `count` floats at `row`, in place. */
export function softmaxRow(row: usize, count: i32): void {
  let largest = f32x4.splat(-Infinity);
  for (let i = 0; i < count; i += 4) {
    largest = f32x4.pmax(largest, load4Or(row + i * 4, count - i, -Infinity));
  }
  const top = f32x4.splat(max4(largest));
  let total = f32x4.splat(0);
  for (let i = 0; i + 4 <= count; i += 4) {
    const e = exp4(f32x4.sub(v128.load(row + i * 4), top));
    v128.store(row + i * 4, e);
    total = f32x4.add(total, e);
  }
  let sum = sum4(total);
  for (let i = count & ~3; i < count; i++) {
    const e = f32x4.extract_lane(exp4(f32x4.sub(f32x4.splat(load<f32>(row + i * 4)), top)), 0);
    store<f32>(row + i * 4, e);
    sum += e;
  }
  const scale = f32x4.splat(1 / sum);
  for (let i = 0; i < count; i += 4) {
    store4(row + i * 4, f32x4.mul(load4(row + i * 4, count - i), scale), count - i);
  }
}
