import type { tf } from "../tfjs.js";
import type { Arena } from "./arena.js";
import { type Kernels, scratch } from "./kernels.js";
import { pointer } from "./memory.js";

/** Above this, a second copy of the weights takes the room that keys and values need. */
export const MOST_PACKED_FLOATS = 2 ** 28;

/** Products x W^T with the weights of a decoder, each [out, in]. */
export interface Projections {
  /** out [rows, W.shape[0]] = x W^T, or out += x W^T if `accumulate`; x and out are addresses. */
  project(weight: tf.Variable, rows: number, x: number, out: number, accumulate?: boolean): void;
}

/** Packs the weights as they are now, so that every later product finds them ready. */
export function packWeights(kernels: Kernels, arena: Arena, weights: readonly tf.Variable[]): Projections {
  const packed = new Map<tf.Variable, number>();
  const sizes = weights.map(({ shape }) => kernels.packedWeightFloats(shape[0]!, shape[1]!));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= MOST_PACKED_FLOATS) {
    let address = arena.buffer("packed weights", total);
    for (const [i, weight] of weights.entries()) {
      kernels.packWeight(weight.shape[0]!, weight.shape[1]!, pointer(weight), address);
      packed.set(weight, address);
      address += sizes[i]! * 4;
    }
  }
  return {
    project(weight, rows, x, out, accumulate = false): void {
      const [n, k] = weight.shape as [number, number];
      const space = scratch(kernels.gemmScratchBytes());
      const ready = packed.get(weight);
      if (ready) kernels.gemmPacked(rows, n, k, x, ready, out, accumulate, space);
      else kernels.gemm(false, true, rows, n, k, x, k, pointer(weight), k, out, n, accumulate, 1, space);
    },
  };
}
