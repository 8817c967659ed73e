import os from "node:os";
import {
  availableMemory,
  checkFinite,
  createInferenceDecoder,
  type Decoder,
  type DecoderOptions,
  type InferenceEngine,
  type KernelChoice,
  ModelTooLarge,
  openEngine,
  quantizeInto,
  rowBytes,
  type ScoredToken,
  type StoredWeight,
  scoreTexts,
  type TextReport,
  WEIGHT_TYPES,
  type WeightType,
} from "../kernels/index.js";
import type { DecoderConfig } from "./config.js";
import { decoderWeights } from "./decoder-weights.js";
import type { WeightsReader } from "./model-files.js";
import { openStoredModel, type StoredModel } from "./stored-model.js";

/** How the weights are kept in memory: as the folder has them, widened, or rounded to int8. */
export const DTYPES = ["stored", "float32", "int8"] as const;
export type Dtype = (typeof DTYPES)[number];

/** How keys and values are kept in memory. */
export const CACHE_TYPES = ["float32", "float16"] as const;

export interface OpenModelOptions {
  /** Default "stored". With "int8" entropies shift a little: `npm run measure -- --dtype int8` says by how much. */
  dtype?: Dtype;
  /** Default "float32"; with "float16" they take half the memory, and entropies shift a little. */
  keysAndValues?: (typeof CACHE_TYPES)[number];
  /** Sequences that are decoded at the same time; default 16, or as many as fit. */
  rows?: number;
  /** The most tokens of a sequence, prompt included; default 1024, or what the model is meant for if that is less. */
  maxLength?: number;
  /** Threads that share the work; default one a core, 8 at most. */
  threads?: number;
  /** Default the compiled ones. */
  kernels?: KernelChoice;
}

/** A model that can be sampled from and read with, not trained: its weights stay as they are stored. */
export interface InferenceModel {
  readonly config: DecoderConfig;
  readonly rows: number;
  readonly maxLength: number;
  readonly threads: number;
  /** Bytes of its memory. */
  readonly bytes: { weights: number; keysAndValues: number; buffers: number; total: number };
  /** Opens a decoder; of the decoders of a model one is used at a time. Throws where `maxLength` exceeds the model's. */
  decoder(options: DecoderOptions): Decoder;
  /** Reads texts and reports the distribution at every scored token. */
  scoreTexts(
    texts: readonly (readonly ScoredToken[])[],
    options: { temperature: number; report: TextReport },
  ): void;
  dispose(): void;
}

const MOST_THREADS = 8;
const DEFAULT_ROWS = [16, 8, 4, 2, 1];

/**
 * Opens a model folder or a GGUF file for inference, in a memory of its own that is planned before anything is read:
 * weights as they are stored, keys and values in pages, threads that share the work. `sampleResponses` and
 * `scoreSequences` take it like a policy.
 *
 *     const model = openModel("models/SmolLM2-135M-Instruct", { rows: 8, maxLength: 512 });
 *
 * @throws as `openStoredModel` does, on a weight that is NaN or infinite, and where the model does not fit, with the numbers
 */
export function openModel(folder: string, options: OpenModelOptions = {}): InferenceModel {
  const { dtype = "stored", keysAndValues = "float32", kernels = "wasm" } = options;
  if (!DTYPES.includes(dtype))
    throw new Error(`unknown dtype ${JSON.stringify(dtype)}; wanted one of ${DTYPES.join(", ")}`);
  if (!CACHE_TYPES.includes(keysAndValues))
    throw new Error(
      `unknown keysAndValues ${JSON.stringify(keysAndValues)}; wanted one of ${CACHE_TYPES.join(", ")}`,
    );
  const stored = openStoredModel(folder);
  try {
    const { config } = stored;
    const { maxLength = Math.min(1024, config.maxPositions), rows } = options;
    const { threads = Math.min(MOST_THREADS, os.availableParallelism()) } = options;
    checkCounts({ maxLength, threads, rows: rows ?? 1 });
    const names = new Map<StoredWeight, string>();
    const open = (count: number): InferenceEngine =>
      openEngine(
        config,
        (place) =>
          decoderWeights(config, (name, shape) => {
            const weight = place(keptType(stored, name, shape, dtype), shape);
            names.set(weight, name);
            return weight;
          }),
        {
          ...{ rows: count, maxLength, kernels, available: availableMemory() },
          threads: kernels === "reference" ? 1 : threads,
          cacheType: keysAndValues === "float16" ? "F16" : "F32",
        },
      );
    const engine = rows === undefined ? firstThatFits(open) : open(rows);
    try {
      for (const weight of weightsOf(engine)) readWeight(engine, stored, names.get(weight)!, weight, folder);
      return inferenceModel(engine, config);
    } catch (error) {
      engine.dispose();
      throw error;
    }
  } finally {
    stored.close();
  }
}

function inferenceModel(engine: InferenceEngine, config: DecoderConfig): InferenceModel {
  const { rows, maxLength, threads, bytes } = engine.plan;
  return {
    ...{ config, rows, maxLength, threads, bytes },
    decoder: (options) => createInferenceDecoder(engine, options),
    scoreTexts: (texts, options) => scoreTexts(engine, texts, options),
    dispose: engine.dispose,
  };
}

function firstThatFits(open: (rows: number) => InferenceEngine): InferenceEngine {
  for (const rows of DEFAULT_ROWS.slice(0, -1)) {
    try {
      return open(rows);
    } catch (error) {
      if (!(error instanceof ModelTooLarge)) throw error;
    }
  }
  return open(DEFAULT_ROWS.at(-1)!);
}

/** Vectors are kept in float32; a matrix as asked, and as stored where its parts are stored alike. */
function keptType(
  { reader, partsOf }: StoredModel,
  name: string,
  shape: readonly number[],
  dtype: Dtype,
): WeightType {
  if (shape.length === 1 || dtype === "float32") return "F32";
  if (dtype === "int8") return "INT8";
  const types = new Set(partsOf(name, shape[0]).map((part) => storedType(reader, part.name)));
  return types.size === 1 ? [...types][0] : "F32";
}

function storedType(reader: WeightsReader, name: string): WeightType {
  const dtype = reader.dtype(name);
  return WEIGHT_TYPES.find((type) => type === dtype && type !== "INT8") ?? "F32";
}

function weightsOf({ plan: { weights } }: InferenceEngine): StoredWeight[] {
  const layers = weights.layers.flatMap((layer) => Object.values<StoredWeight | null>({ ...layer }));
  return [weights.embedding, ...layers, weights.finalNorm, weights.head].filter((weight) => weight !== null);
}

function readWeight(
  engine: InferenceEngine,
  { reader, partsOf }: StoredModel,
  parameter: string,
  weight: StoredWeight,
  folder: string,
): void {
  let from = 0;
  for (const { name, rows } of partsOf(parameter, weight.rows)) {
    const what = `tensor "${name}" of ${folder}`;
    const type = storedType(reader, name);
    if (weight.type === "INT8") {
      const bytes = new Uint8Array(rows * weight.columns * (type === "F32" ? 4 : 2));
      reader.readInto(name, bytes);
      quantizeInto(engine, weight, { from, bytes, type, what });
    } else {
      const target = rowBytes(engine, weight, from, rows);
      if (type === weight.type && reader.dtype(name) === type) reader.readInto(name, target);
      else new Float32Array(target.buffer, target.byteOffset, target.length / 4).set(reader.read(name));
      checkFinite(engine, weight.type, rows * weight.columns, target.byteOffset, what);
    }
    from += rows;
  }
}

function checkCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts))
    if (!Number.isInteger(value) || value < 1)
      throw new Error(`${name} must be a whole number >= 1, received ${value}`);
}
