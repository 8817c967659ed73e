import { createRequire } from "node:module";
import { selectBackend, tf } from "../../src/kernels/index.js";
import type { KernelBuild } from "../../src/kernels/wasm/compiled.js";
import { installWasmKernels } from "../../src/kernels/wasm/install.js";

/** Whether native TensorFlow is installed under the name of the package, which else a stand-in holds. */
export const NATIVE_LOADS: boolean = (() => {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  try {
    createRequire(__filename)("@tensorflow/tfjs-node");
  } catch {
    return false;
  }
  return tf.findBackendFactory("tensorflow") !== null;
})();

/** The backends that a result must not depend on: plain JavaScript, WebAssembly, and native TensorFlow where it loads. */
export const BACKENDS: readonly string[] = ["cpu", "wasm", ...(NATIVE_LOADS ? ["node"] : [])];

/** A backend, and which build of our kernels where it takes them. */
export interface BackendBuild {
  backend: string;
  build?: KernelBuild;
}

/** `BACKENDS` with both builds of our kernels. */
export const BACKEND_BUILDS: readonly BackendBuild[] = BACKENDS.flatMap((backend) =>
  backend === "wasm"
    ? (["relaxed-simd", "simd"] as const).map((build) => ({ backend, build }))
    : [{ backend }],
);

/** Computes with it from now on. */
export async function useBackend({ backend, build }: BackendBuild): Promise<void> {
  await selectBackend({ force: backend });
  if (build) installWasmKernels(build);
}
