import { fma, sum4 } from "./simd";

/**
 * `rounds` times ten independent multiply-adds on registers: the processor's ceiling, for benchmarks. Ten keep two units
 * of five cycles' latency busy. Both factors come from `seed`: Node 24 would load a constant anew for every use.
 */
export function fmaCeiling(rounds: i32, seed: f32): f32 {
  const x = f32x4.splat(seed), y = f32x4.splat(1 / seed);
  let c0 = x, c1 = y, c2 = x, c3 = y, c4 = x, c5 = y, c6 = x, c7 = y, c8 = x, c9 = y;
  for (let i = 0; i < rounds; i++) {
    c0 = fma(x, y, c0);
    c1 = fma(x, y, c1);
    c2 = fma(x, y, c2);
    c3 = fma(x, y, c3);
    c4 = fma(x, y, c4);
    c5 = fma(x, y, c5);
    c6 = fma(x, y, c6);
    c7 = fma(x, y, c7);
    c8 = fma(x, y, c8);
    c9 = fma(x, y, c9);
  }
  const low = f32x4.add(f32x4.add(c0, c1), f32x4.add(c2, c3));
  const high = f32x4.add(f32x4.add(c4, c5), f32x4.add(c6, c7));
  return sum4(f32x4.add(f32x4.add(low, high), f32x4.add(c8, c9)));
}
