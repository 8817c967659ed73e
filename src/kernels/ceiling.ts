import { tf } from "./tfjs.js";
import { activeKernels } from "./wasm/kernels.js";

/** What a 512 x 512 x 512 product reaches of the processor's speed. */
export interface MatMulShare {
  /** 10^9 floating-point operations a second of the product */
  product: number;
  /** The same of ten independent multiply-adds in a loop: the ceiling of any wasm kernel here. */
  ceiling: number;
}

const SIZE = 512;
const FMA_ROUNDS = 400_000;
/** Calls before the measurement: the engine optimises a function only after it has been called often. */
const WARM_UP = 100;
const FLOPS_A_ROUND = 10 * 4 * 2;

function speed(operations: number, run: () => void): number {
  const started = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(started);
  return operations / ((user + system) * 1000);
}

/** One run of the multiply-add loop; throws where our kernels are not in use. */
function multiplyAdds(): () => void {
  const kernels = activeKernels();
  if (!kernels) throw new Error(`the ceiling is that of the wasm kernels; the backend is ${tf.getBackend()}`);
  return () => void kernels.fmaCeiling(FMA_ROUNDS, 1.01);
}

/**
 * Measures product and ceiling in turn, `rounds` times; throws where our kernels are not in use.
 * @example measureMatMul(5)
 */
export function measureMatMul(rounds: number): MatMulShare[] {
  const ceilingRun = multiplyAdds();
  return tf.tidy(() => {
    const a = tf.ones<tf.Rank.R2>([SIZE, SIZE]);
    const productRun = (): void => tf.matMul(a, a).dispose();
    for (let i = 0; i < WARM_UP; i++) {
      productRun();
      ceilingRun();
    }
    return Array.from({ length: rounds }, () => ({
      product: speed(4 * 2 * SIZE ** 3, () => {
        for (let i = 0; i < 4; i++) productRun();
      }),
      ceiling: speed(FMA_ROUNDS * FLOPS_A_ROUND, ceilingRun),
    }));
  });
}

/**
 * The speed of that loop, 10^9 operations a second, warm; throws where our kernels are not in use.
 * @example fmaCeiling() // 10^9 operations a second
 */
export function fmaCeiling(): number {
  const loop = multiplyAdds();
  for (let i = 0; i < 20; i++) loop();
  return speed(10 * FMA_ROUNDS * FLOPS_A_ROUND, () => {
    for (let i = 0; i < 10; i++) loop();
  });
}

/**
 * Multiply-adds for about this long; returns how many rounds a second of wall time were done.
 * @example multiplyAddRate(0.5) // over half a second
 */
export function multiplyAddRate(seconds: number): number {
  const loop = multiplyAdds();
  const started = performance.now();
  let rounds = 0;
  while (performance.now() - started < seconds * 1000) {
    loop();
    rounds += 1;
  }
  return (rounds * 1000) / (performance.now() - started);
}
