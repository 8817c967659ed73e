import { tf } from "../tfjs.js";
import { floatsAt, integersAt, newTensor, pointer } from "./memory.js";

/**
 * UnsortedSegmentSum, which tfjs's wasm backend lacks and the gradient of `tf.gather` needs: row n of `x` is added to
 * row `segmentIds[n]` of the result.
 */
export function registerSegmentSum(): void {
  tf.registerKernel({
    kernelName: "UnsortedSegmentSum",
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs }) => {
      const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
      const { numSegments } = attrs as { numSegments: number };
      const [rows = 0, ...inner] = x.shape;
      const width = inner.reduce((product, size) => product * size, 1);
      const out = newTensor([numSegments, ...inner]);
      const sums = floatsAt(pointer(out), numSegments * width).fill(0);
      const values = floatsAt(pointer(x), rows * width);
      const ids = integersAt(pointer(segmentIds), rows);
      for (let row = 0; row < rows; row++) {
        const id = ids[row]!;
        if (id < 0 || id >= numSegments) continue;
        for (let i = 0; i < width; i++) sums[id * width + i]! += values[row * width + i]!;
      }
      return out;
    },
  });
}
