import { registerSegmentSum } from "./segment-sum.js";

let installed = false;

/** Registers the kernels that tfjs's wasm backend lacks or computes slowly. The backend must have been started. */
export function installWasmKernels(): void {
  if (installed) return;
  installed = true;
  registerSegmentSum();
}
