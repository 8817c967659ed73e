// silu(gate) * up on rows that hold the gate's columns, then up's.
import { exp4, load4, store4 } from "./simd";

// @ts-ignore: decorator
@inline
function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}

export function swigluForward(rows: i32, width: i32, gateUp: usize, out: usize): void {
  for (let row = 0; row < rows; row++) {
    const up = gateUp + width * 4;
    for (let i = 0; i < width; i += 4) {
      const at = i * 4, left = width - i;
      const g = load4(gateUp + at, left);
      store4(out + at, f32x4.mul(f32x4.mul(g, sigmoid(g)), load4(up + at, left)), left);
    }
    gateUp += 2 * width * 4;
    out += width * 4;
  }
}

export function swigluBackward(rows: i32, width: i32, gateUp: usize, dOut: usize, dGateUp: usize): void {
  const one = f32x4.splat(1);
  for (let row = 0; row < rows; row++) {
    const up = gateUp + width * 4, dUp = dGateUp + width * 4;
    for (let i = 0; i < width; i += 4) {
      const at = i * 4, left = width - i;
      const g = load4(gateUp + at, left), d = load4(dOut + at, left);
      const s = sigmoid(g);
      const silu = f32x4.mul(g, s);
      const slope = f32x4.add(s, f32x4.mul(silu, f32x4.sub(one, s)));
      store4(dUp + at, f32x4.mul(d, silu), left);
      store4(dGateUp + at, f32x4.mul(f32x4.mul(d, load4(up + at, left)), slope), left);
    }
    gateUp += 2 * width * 4;
    dGateUp += 2 * width * 4;
    dOut += width * 4;
  }
}
