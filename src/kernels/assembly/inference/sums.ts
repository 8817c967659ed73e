// What the products with stored weights share: where sums come from and go to.
import { widenOne } from "./widen";

/** [sum a, sum b, sum c, sum d] */
// @ts-ignore: decorator
@inline
export function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

/** The product of what is left of a row behind the last whole eight; `step` as in `splitRow`. */
export function tail<T>(width: i32, w: usize, x: usize, step: i32): f32 {
  let sum: f32 = 0;
  const whole = width & ~7;
  x += (whole >> 2) * step;
  for (let i = 0; i < width - whole; i++) {
    const place = isFloat<T>() ? (i >> 2) * step + (i & 3) * 4 : (i & 1) * step + (i >> 1) * 4;
    sum += widenOne<T>(w + (whole + i) * <i32>sizeof<T>()) * load<f32>(x + place);
  }
  return sum;
}

// @ts-ignore: decorator
@inline
export function put(y: usize, value: f32, accumulate: bool): void {
  store<f32>(y, accumulate ? load<f32>(y) + value : value);
}

// @ts-ignore: decorator
@inline
export function putThree(y: usize, values: v128, apart: i32, columns: i32, accumulate: bool): void {
  put(y, f32x4.extract_lane(values, 0), accumulate);
  if (columns > 1) put(y + apart, f32x4.extract_lane(values, 1), accumulate);
  if (columns > 2) put(y + 2 * apart, f32x4.extract_lane(values, 2), accumulate);
}
