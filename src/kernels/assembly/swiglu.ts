// silu(gate) * up on rows that hold the gate's columns, then up's.
import { exp4, load4, store4 } from "./simd";

// @ts-ignore: decorator
@inline
function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}

// @ts-ignore: decorator
@inline
function forward4(gate: usize, up: usize, out: usize, left: i32): void {
  const g = load4(gate, left);
  store4(out, f32x4.mul(f32x4.mul(g, sigmoid(g)), load4(up, left)), left);
}

export function swigluForward(rows: i32, width: i32, gateUp: usize, out: usize): void {
  const whole = width & ~3;
  for (let row = 0; row < rows; row++) {
    const up = gateUp + width * 4;
    for (let at = 0; at < whole * 4; at += 16) forward4(gateUp + at, up + at, out + at, 4);
    if (whole < width) forward4(gateUp + whole * 4, up + whole * 4, out + whole * 4, width - whole);
    gateUp += 2 * width * 4;
    out += width * 4;
  }
}

// @ts-ignore: decorator
@inline
function backward4(gate: usize, up: usize, dOut: usize, dGate: usize, dUp: usize, left: i32): void {
  const g = load4(gate, left), d = load4(dOut, left), s = sigmoid(g);
  const silu = f32x4.mul(g, s);
  const slope = f32x4.add(s, f32x4.mul(silu, f32x4.sub(f32x4.splat(1), s)));
  store4(dUp, f32x4.mul(d, silu), left);
  store4(dGate, f32x4.mul(f32x4.mul(d, load4(up, left)), slope), left);
}

export function swigluBackward(rows: i32, width: i32, gateUp: usize, dOut: usize, dGateUp: usize): void {
  const whole = width & ~3;
  for (let row = 0; row < rows; row++) {
    const up = gateUp + width * 4, dUp = dGateUp + width * 4;
    for (let at = 0; at < whole * 4; at += 16) backward4(gateUp + at, up + at, dOut + at, dGateUp + at, dUp + at, 4);
    if (whole < width) {
      const at = whole * 4;
      backward4(gateUp + at, up + at, dOut + at, dGateUp + at, dUp + at, width - whole);
    }
    gateUp += 2 * width * 4;
    dGateUp += 2 * width * 4;
    dOut += width * 4;
  }
}
