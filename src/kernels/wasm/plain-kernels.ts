// Kernels under tfjs's own operations, which the stock wasm backend lacks (UnsortedSegmentSum) or computes 10 to 20 times
// more slowly (BatchMatMul, SplitV; Identity, of which the tape takes one for every tensor it saves): with them a model in plain tfjs operations is fast too.
import { tf } from "../tfjs.js";
import { activeKernels, scratch } from "./kernels.js";
import { newTensorInfo, pointer, share } from "./memory.js";

const { sizeFromShape } = tf.util;

function batchMatMul(
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  { transposeA, transposeB }: { transposeA: boolean; transposeB: boolean },
): tf.TensorInfo {
  if (a.dtype !== "float32" || b.dtype !== "float32") {
    throw new Error(`matMul on wasm wants float32 tensors, received ${a.dtype} and ${b.dtype}`);
  }
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const n = transposeB ? rowsB : columnsB;
  const batchA = sizeFromShape(a.shape.slice(0, -2));
  const batchB = sizeFromShape(b.shape.slice(0, -2));
  const batchShape = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const out = newTensorInfo([...batchShape, m, n]);
  const kernels = activeKernels()!;
  const space = scratch(kernels.gemmScratchBytes());
  const multiply = (rows: number, aAt: number, bAt: number, cAt: number) =>
    kernels.gemm(transposeA, transposeB, rows, n, k, aAt, columnsA, bAt, columnsB, cAt, n, false, 1, space);
  if (batchB === 1 && !transposeA) {
    multiply(batchA * m, pointer(a), pointer(b), pointer(out));
  } else {
    for (let i = 0; i < Math.max(batchA, batchB); i++) {
      const aAt = pointer(a) + (batchA > 1 ? i * m * k * 4 : 0);
      const bAt = pointer(b) + (batchB > 1 ? i * k * n * 4 : 0);
      multiply(m, aAt, bAt, pointer(out) + i * m * n * 4);
    }
  }
  return out;
}

function splitV(x: tf.Tensor, numOrSizeSplits: number | number[], axis: number): tf.TensorInfo[] {
  const [positiveAxis] = tf.util.parseAxisParam(axis, x.shape) as [number];
  const sizes = tf.backend_util.prepareSplitSize(x, numOrSizeSplits, positiveAxis);
  const outer = sizeFromShape(x.shape.slice(0, positiveAxis));
  const inner = sizeFromShape(x.shape.slice(positiveAxis + 1));
  const rowWidth = x.shape[positiveAxis]! * inner;
  let offset = 0;
  return sizes.map((size) => {
    const shape = x.shape.map((length, i) => (i === positiveAxis ? size : length));
    const part = newTensorInfo(shape, x.dtype);
    const width = size * inner;
    activeKernels()!.copyColumns(outer, width, pointer(x) + offset * 4, rowWidth, pointer(part), width);
    offset += width;
    return part;
  });
}

function unsortedSegmentSum(x: tf.TensorInfo, segmentIds: tf.TensorInfo, numSegments: number): tf.TensorInfo {
  const [count = 0, ...inner] = x.shape;
  const out = newTensorInfo([numSegments, ...inner]);
  const width = sizeFromShape(inner);
  activeKernels()!.scatterAddRows(count, width, pointer(x), pointer(segmentIds), numSegments, pointer(out));
  return out;
}

/** A clone that shares the memory; the stock kernel copies it. */
function identity(x: tf.TensorInfo): tf.TensorInfo {
  share(x);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
}

function register(kernelName: string, kernelFunc: tf.KernelFunc): void {
  if (tf.getKernel(kernelName, "wasm")) tf.unregisterKernel(kernelName, "wasm");
  tf.registerKernel({ kernelName, backendName: "wasm", kernelFunc });
}

/** Takes the place of the stock kernels of these names. */
export function registerPlainKernels(): void {
  register("BatchMatMul", ({ inputs, attrs }) =>
    batchMatMul(
      inputs.a!,
      inputs.b!,
      attrs as { transposeA: boolean; transposeB: boolean } & tf.NamedAttrMap,
    ),
  );
  register("Identity", ({ inputs }) => identity(inputs.x!));
  register("SplitV", ({ inputs, attrs }) => {
    const { numOrSizeSplits, axis } = attrs as { numOrSizeSplits: number | number[]; axis: number };
    return splitV(inputs.x as tf.Tensor, numOrSizeSplits, axis);
  });
  register("UnsortedSegmentSum", ({ inputs, attrs }) =>
    unsortedSegmentSum(inputs.x!, inputs.segmentIds!, (attrs as { numSegments: number }).numSegments),
  );
}
