import type { KernelBuild } from "./compiled.js";
import { loadKernels } from "./kernels.js";
import { checkAllocations } from "./memory.js";
import { registerPlainKernels } from "./plain-kernels.js";

let installed = false;

/**
 * Loads our kernels onto tfjs's wasm backend, which must be running, and puts them under the operations that it lacks or
 * computes slowly. A second call changes the build.
 */
export function installWasmKernels(build?: KernelBuild): KernelBuild {
  if (!installed) {
    checkAllocations();
    registerPlainKernels();
  }
  installed = true;
  return loadKernels(build);
}
