import type { DecoderShape, DecoderWeights } from "../decoder-shape.js";
import { ropeTable } from "../rope.js";
import { sharedMemory } from "../wasm/compiled.js";
import { type InferenceEngine, inferenceKernels, type KernelChoice, startEngine } from "./engine.js";
import { QUANTIZED_GROUP, typeCode, type WeightType } from "./kernels.js";
import { type PlanOptions, planMemory, type StoredWeight } from "./memory-plan.js";

/** Gives every weight of a decoder a place: its name, shape, and how it is to be kept. */
export type PlaceWeights = (
  place: (type: WeightType, shape: readonly number[]) => StoredWeight,
) => DecoderWeights<StoredWeight>;

export interface EngineOptions extends PlanOptions {
  kernels?: KernelChoice;
  /** Bytes of memory that this machine has for it. */
  available?: number;
}

/**
 * Plans and allocates the memory of a model and starts its threads; the weights are still to be written. Throws, with the
 * numbers and what to lower, where the model does not fit.
 * @example openEngine(shape, placeWeights, { ...plan, available: 8e9 })
 */
export function openEngine(
  shape: DecoderShape,
  weights: PlaceWeights,
  { kernels = "wasm", available, ...options }: EngineOptions,
): InferenceEngine {
  const { projectScratchBytes } = inferenceKernels(sharedMemory(1), kernels);
  const plan = planMemory(shape, options, weights, projectScratchBytes, available);
  const engine = startEngine(plan, kernels);
  const { cos, sin } = ropeTable(plan.maxLength, shape.headDim, shape.ropeBase, shape.ropeScaling);
  for (const [address, table] of [
    [plan.at.cos, cos],
    [plan.at.sin, sin],
  ] as const)
    new Float32Array(engine.memory.buffer, address, table.length).set(table);
  return engine;
}

/**
 * The bytes of some rows of a weight that is kept as it is stored, to be read into.
 * @example rowBytes(engine, weight, 0, 64)
 */
export function rowBytes(
  { memory }: InferenceEngine,
  weight: StoredWeight,
  from: number,
  rows: number,
): Uint8Array {
  const width = weight.columns * (weight.type === "F32" ? 4 : 2);
  return new Uint8Array(memory.buffer, weight.address + from * width, rows * width);
}

/**
 * Rounds stored rows to int8 and writes them from row `from` of a weight on. Throws as `checkFinite` does.
 * @example quantizeInto(engine, weight, { from: 0, bytes, type: "BF16", what: "lm_head.weight" })
 */
export function quantizeInto(
  engine: InferenceEngine,
  weight: StoredWeight,
  { from, bytes, type, what }: { from: number; bytes: Uint8Array; type: WeightType; what: string },
): void {
  const { memory, plan, kernels } = engine;
  const width = weight.columns * (type === "F32" ? 4 : 2);
  // The pages of keys and values are not in use yet.
  const staging = plan.at.cache;
  const atOnce = Math.max(1, Math.floor(plan.bytes.keysAndValues / (weight.columns * 8)));
  const groups = Math.ceil(weight.columns / QUANTIZED_GROUP);
  const rows = bytes.length / width;
  for (let row = 0; row < rows; row += atOnce) {
    const count = Math.min(atOnce, rows - row);
    new Uint8Array(memory.buffer, staging, count * width).set(
      bytes.subarray(row * width, (row + count) * width),
    );
    const floats = staging + count * weight.columns * 4;
    checkFinite(engine, type, count * weight.columns, staging, what);
    kernels.widenValues(typeCode(type), count * weight.columns, staging, floats);
    const at = from + row;
    kernels.quantizeRows(
      ...([count, weight.columns, floats] as const),
      ...([weight.address + at * groups * QUANTIZED_GROUP, weight.scales + at * groups * 4] as const),
    );
  }
}

/**
 * Throws when one of the values at an address is NaN or infinite.
 * @example checkFinite(engine, "BF16", count, address, "model.norm.weight")
 */
export function checkFinite(
  { kernels }: InferenceEngine,
  type: WeightType,
  count: number,
  address: number,
  what: string,
): void {
  const at = kernels.firstNonFinite(typeCode(type), count, address);
  if (at >= 0) throw new Error(`${what} holds NaN or Infinity at ${at}: wanted finite weights`);
}
