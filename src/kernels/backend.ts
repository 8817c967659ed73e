import { createRequire } from "node:module";
import util from "node:util";
import { ENVIRONMENT } from "../files/index.js";
import { tf } from "./tfjs.js";
import { installWasmKernels } from "./wasm/install.js";

/** In order of preference. Native TensorFlow without a GPU is slower than our kernels at the sizes of the study. */
export const BACKEND_NAMES = ["node-gpu", "wasm", "node", "cpu"] as const;
/** The order where native TensorFlow is the faster one without a GPU too. */
const NATIVE_FIRST: readonly BackendName[] = ["node-gpu", "node", "wasm", "cpu"];
export type BackendName = (typeof BACKEND_NAMES)[number];

export interface BackendChoice {
  name: BackendName;
  /** One line: what was taken, and why each better one was not. */
  line: string;
}

export interface SelectBackendOptions {
  /** Takes this backend or fails; default the environment's FORKING_TOKENS_BACKEND. */
  force?: string;
  /** Whether native TensorFlow goes before WebAssembly without a GPU too; default false. */
  nativeFirst?: boolean;
}

/**
 * Whether the backend is native TensorFlow. There an operation costs tens of microseconds before it computes anything, so
 * that few and large ones are faster.
 * @example isNative() // false on WebAssembly
 */
export function isNative(): boolean {
  return tf.getBackend() === "tensorflow";
}

interface NativeBackend {
  isUsingGpuDevice?: boolean;
}

const load = createRequire(__filename);
const firstLine = (error: unknown): string =>
  String(error instanceof Error ? error.message : error).split("\n")[0]!;

/** Loads a package of native TensorFlow and switches to it. */
async function openNative(packageName: string, gpu: boolean): Promise<void> {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
  // Node 23 dropped a function that tfjs-node 4.22 calls.
  if (!("isNullOrUndefined" in util)) {
    Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });
  }
  try {
    load(packageName);
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "MODULE_NOT_FOUND";
    throw new Error(missing ? "not installed" : `does not load: ${firstLine(error)}`);
  }
  // The name @tensorflow/tfjs-node may be held by a stand-in that brings no native backend.
  if (tf.engine().registryFactory.tensorflow === undefined) throw new Error("not installed");
  if (!(await tf.setBackend("tensorflow"))) throw new Error("does not start");
  if (gpu && !(tf.backend() as NativeBackend).isUsingGpuDevice) {
    // what it registered would pass for the package without a GPU
    tf.removeBackend("tensorflow");
    throw new Error("finds no GPU");
  }
}

async function openWasm(): Promise<void> {
  await import("@tensorflow/tfjs-backend-wasm");
  if (!(await tf.setBackend("wasm"))) throw new Error("does not start");
  installWasmKernels();
}

async function openCpu(): Promise<void> {
  await tf.setBackend("cpu");
}

const OPENERS: Record<BackendName, () => Promise<void>> = {
  "node-gpu": () => openNative("@tensorflow/tfjs-node-gpu", true),
  node: () => openNative("@tensorflow/tfjs-node", false),
  wasm: openWasm,
  cpu: openCpu,
};

/** A product whose result is known. */
function checkComputes(): void {
  const product = tf.tidy(() =>
    tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])),
  );
  const values = Array.from(product.dataSync());
  product.dispose();
  if (values.join() !== "19,22,43,50")
    throw new Error(`computes [${values}] for a product that is [19,22,43,50]`);
}

async function open(name: BackendName): Promise<void> {
  await OPENERS[name]();
  checkComputes();
}

/**
 * Takes the best tensor backend that loads and computes: native TensorFlow on a GPU, WebAssembly, native TensorFlow,
 * plain JavaScript; the second and the third change places where `nativeFirst` says so.
 * @throws when a forced backend is unknown or does not work
 * @example (await selectBackend()).line
 */
export async function selectBackend({
  force = process.env[ENVIRONMENT.backend],
  nativeFirst = false,
}: SelectBackendOptions = {}): Promise<BackendChoice> {
  if (force) {
    const name = BACKEND_NAMES.find((known) => known === force);
    if (!name) throw new Error(`backend "${force}" is unknown; valid ones are ${BACKEND_NAMES.join(", ")}`);
    try {
      await open(name);
    } catch (error) {
      throw new Error(`backend "${name}" was asked for and cannot be used: ${firstLine(error)}`);
    }
    return { name, line: `backend: ${name} (as asked)` };
  }
  const refused: string[] = [];
  for (const name of nativeFirst ? NATIVE_FIRST : BACKEND_NAMES) {
    try {
      await open(name);
    } catch (error) {
      refused.push(`${name} ${firstLine(error)}`);
      continue;
    }
    return { name, line: `backend: ${name}${refused.length ? ` (${refused.join("; ")})` : ""}` };
  }
  throw new Error(`no tensor backend works: ${refused.join("; ")}`);
}
