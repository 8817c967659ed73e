import { tf } from "../tfjs.js";
import type { WasmMemory } from "./compiled.js";

/** What is used of tfjs's wasm backend: internals, which is why package.json pins its exact version. */
interface WasmBackend {
  wasm: {
    asm: { memory: WasmMemory; malloc(bytes: number): number };
    _malloc(bytes: number): number;
    _free(pointer: number): void;
  };
  dataIdMap: { get(dataId: tf.DataId): { memoryOffset: number } };
  incRef(dataId: tf.DataId): void;
  refCount(dataId: tf.DataId): number;
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
}

function backend(): WasmBackend {
  return tf.findBackend("wasm") as unknown as WasmBackend;
}

/** The memory that holds every tensor of the wasm backend. */
export function wasmMemory(): WasmMemory {
  return backend().wasm.asm.memory;
}

/** Byte address of the tensor's first element. */
export function pointer(tensor: tf.TensorInfo): number {
  return backend().dataIdMap.get(tensor.dataId).memoryOffset >>> 0;
}

/** Counts one more tensor on the same memory. */
export function share(tensor: tf.TensorInfo): void {
  backend().incRef(tensor.dataId);
}

/** Whether other tensors (clones, reshapes) read the same memory, so that it must not be changed in place. */
export function isShared(tensor: tf.Tensor): boolean {
  return backend().refCount(tensor.dataId) > 1;
}

/** The handle of a new tensor with undefined contents, as a registered kernel returns it. */
export function newTensorInfo(shape: number[], dtype: tf.DataType = "float32"): tf.TensorInfo {
  return backend().makeOutput(shape, dtype);
}

/** A new tensor with undefined contents. */
export function newTensor<T extends tf.Tensor = tf.Tensor>(
  shape: T["shape"],
  dtype: tf.DataType = "float32",
): T {
  return tf.engine().makeTensorFromTensorInfo(newTensorInfo(shape, dtype)) as T;
}

/** A WebAssembly memory has 32-bit addresses. */
const ADDRESSABLE_BYTES = 2 ** 32;

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;

/** Address of so many new bytes. Throws where the memory has no room for them. */
export function allocate(bytes: number): number {
  return backend().wasm._malloc(bytes) >>> 0;
}

/**
 * Puts a check under every allocation, tfjs's own included: the stock function takes a size modulo 2^32 and answers a
 * size that does not fit with address 0, where the next writer would overwrite other tensors.
 */
export function checkAllocations(): void {
  const { wasm } = backend();
  wasm._malloc = (bytes) => {
    const address = bytes < ADDRESSABLE_BYTES ? wasm.asm.malloc(bytes) : 0;
    if (address !== 0) return address;
    const held = gigabytes(wasm.asm.memory.buffer.byteLength);
    throw new Error(
      `no room for ${gigabytes(bytes)} of tensors: the engine's memory has grown to ${held} and ends at ` +
        `${gigabytes(ADDRESSABLE_BYTES)}. Decode fewer or shorter rows at a time, or take a smaller model`,
    );
  };
}

export function free(address: number): void {
  backend().wasm._free(address);
}

/** `length` floats at a byte address. A view dies when the memory grows: take a new one after every allocation. */
export function floatsAt(address: number, length: number): Float32Array {
  return new Float32Array(wasmMemory().buffer, address, length);
}

/** `length` 32-bit integers at a byte address; see `floatsAt`. */
export function integersAt(address: number, length: number): Int32Array {
  return new Int32Array(wasmMemory().buffer, address, length);
}

/** `length` doubles at a byte address that is a multiple of 8; see `floatsAt`. */
export function doublesAt(address: number, length: number): Float64Array {
  return new Float64Array(wasmMemory().buffer, address, length);
}
