// The modules that `npm run build` compiles from ../assembly.
import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { projectPath } from "../../files/index.js";

/** With the fused multiply-add of relaxed SIMD, or with what every engine has. */
export type KernelBuild = "relaxed-simd" | "simd";

/** A WebAssembly.Memory; the buffer of one that is not shared is replaced by a larger one when it grows. */
export interface WasmMemory<Buffer extends ArrayBufferLike = ArrayBuffer> {
  readonly buffer: Buffer;
}

interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: { env: { memory: object } }) => { exports: object };
  Memory: new (limits: { initial: number; maximum: number; shared: true }) => WasmMemory<SharedArrayBuffer>;
}

const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi };

const PAGE_BYTES = 65536;

const moduleBytes = (name: string, build: KernelBuild): Uint8Array =>
  readFileSync(projectPath(`dist/${name}.${build}.wasm`));

/** The faster build that the engine accepts. */
export function fasterBuild(): KernelBuild {
  const bytes = moduleBytes("kernels", "relaxed-simd");
  if (WebAssembly.validate(bytes)) return "relaxed-simd";
  // Node 20 has it behind a flag that may still be set while the process runs.
  if (Number(process.versions.node.split(".")[0]) < 22)
    setFlagsFromString("--experimental-wasm-relaxed-simd");
  return WebAssembly.validate(bytes) ? "relaxed-simd" : "simd";
}

/** The exports of a compiled module on a memory. */
export function instantiate<Exports extends object>(
  name: "kernels" | "inference",
  build: KernelBuild,
  memory: WasmMemory<ArrayBufferLike>,
): Exports {
  const module = new WebAssembly.Module(moduleBytes(name, build));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as Exports;
}

/** A memory of so many bytes, all zero, that threads can share. Throws where the system has no room for it. */
export function sharedMemory(bytes: number): WasmMemory<SharedArrayBuffer> {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}
