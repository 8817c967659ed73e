import type { tf } from "../../kernels/index.js";

/** The float32 values of tensors, one tensor after the other, in memory that threads share. */
export type SharedValues = Float32Array<SharedArrayBuffer>;

/** Room for so many values. */
export function sharedValues(count: number): SharedValues {
  return new Float32Array(new SharedArrayBuffer(Float32Array.BYTES_PER_ELEMENT * count));
}

/** Writes the values of the tensors from the beginning on. */
export function writeValues(tensors: readonly tf.Tensor[], into: SharedValues): void {
  let at = 0;
  for (const tensor of tensors) {
    into.set(tensor.dataSync(), at);
    at += tensor.size;
  }
}

/** For each of these tensors, in the order in which they were written, a copy of the values of its size. */
export function* readValues<T extends tf.Tensor>(
  tensors: readonly T[],
  from: SharedValues,
): Generator<[tensor: T, values: Float32Array]> {
  let at = 0;
  for (const tensor of tensors) {
    yield [tensor, from.slice(at, at + tensor.size)];
    at += tensor.size;
  }
}
