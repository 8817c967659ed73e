import {
  availableMemory,
  fastestRows,
  isNative,
  MOST_KEPT_LOGITS,
  MOST_PACKED_FLOATS,
  tf,
} from "../kernels/index.js";
import {
  adapterValues,
  type BatchLayout,
  type DecoderConfig,
  type LowRankOptions,
  parameterCount,
  rowCount,
} from "../models/index.js";
import { PLACES_PER_TOKEN } from "../rollout/index.js";

/** Tokens of a packed micro-batch: a prompt of 120 tokens with 8 responses of 64. */
const PACKED_BATCH_TOKENS = 640;
/** Decoders from this width on are packed: products take nearly all their time. Narrower ones keep the order of sums. */
const PACKED_WIDTH = 256;
/** The engine's memory, less what fragments of it lie idle. */
const ENGINE_BYTES = 3.6 * 2 ** 30;
/** The most that a kept tape may take, so that two runs fit into a machine of 16 GB. */
const MOST_TAPE_BYTES = 1.5 * 2 ** 30;
const FLOAT = 4;
/** For each weight while native TensorFlow trains. */
const NATIVE_BYTES = 64;

/** What a run holds, in bytes. */
export interface MemoryPlan {
  /** In the engine: the weights, and beside them the larger of what an update and what a rollout takes. */
  engine: number;
  weights: number;
  /** Gradients and activations at the highest point of an update. */
  update: number;
  /** Keys, values and logits while `batchRows` sequences are decoded. */
  rollout: number;
  /** Outside of the engine: Adam's two moments, the base's weights beside adapters, and all that further threads hold. */
  outside: number;
  batchRows: number;
}

export interface PlannedRun {
  /** The longest prompt, in tokens. */
  promptTokens: number;
  /** The longest response, in tokens. */
  maxNewTokens: number;
  /** Trained in place of the weights. */
  adapters?: LowRankOptions;
  /** Whether a second model of the same size is held, for a rule that asks it. */
  reference?: boolean;
  /** Default 1. */
  threads?: number;
}

/**
 * Adds up what training a decoder takes, and how many sequences may be decoded at a time beside the weights.
 *
 *     planMemory(config, { promptTokens: 75, maxNewTokens: 64 }).batchRows // 64
 */
export function planMemory(
  config: DecoderConfig,
  { promptTokens, maxNewTokens, adapters, reference = false, threads = 1 }: PlannedRun,
): MemoryPlan {
  const { vocabSize } = config;
  const values = parameterCount(config);
  const trained = adapters ? adapterValues(config, adapters) : values;
  const weights = FLOAT * (reference ? 2 * values : values) + (adapters ? FLOAT * trained : 0);
  const longest = promptTokens + maxNewTokens;
  const row = rowBytes(config, longest);
  // the prefill computes the logits of up to 256 prompt tokens
  const fixed = FLOAT * 256 * vocabSize + packedBytes(values);
  const room = Math.floor((ENGINE_BYTES - weights - fixed) / row);
  const batchRows = Math.max(1, Math.min(fastestRows(), room));
  const activations = microBatchBytes(config, largestBatch(config, longest));
  const update = FLOAT * trained + activations;
  const rollout = fixed + batchRows * row;
  // each has an engine of its own, and shares weights and gradients with this one
  const ofThread = 3 * FLOAT * values + Math.max(activations, rollout);
  const ofThreads = threads > 1 ? FLOAT * values + (threads - 1) * ofThread : 0;
  return {
    engine: weights + Math.max(update, rollout),
    ...{ weights, update, rollout, batchRows },
    outside: 2 * FLOAT * trained + (adapters ? FLOAT * values : 0) + ofThreads,
  };
}

/**
 * Throws where a plan does not fit the engine's memory, which ends at 4 GiB on WebAssembly, or this machine: in one
 * sentence, with the numbers and what to lower.
 * @param options model: its name in the error; available: bytes that this process may still take
 */
export function requireMemory(
  plan: MemoryPlan,
  { model, available = availableMemory() }: { model: string; available?: number },
): void {
  const { engine, weights, update, rollout, outside } = plan;
  const inAll = `weights ${gigabytes(weights)}, gradients and activations ${gigabytes(update)} or keys and values ${gigabytes(rollout)}`;
  const lower =
    "shorten the prompts, lower maxNewTokens, train low-rank adapters (--lora-rank), or take a smaller model";
  if (tf.getBackend() === "wasm" && engine > ENGINE_BYTES)
    throw new Error(
      `training ${model} takes ${gigabytes(engine)} of the engine's memory (${inAll}), which has room for ` +
        `${gigabytes(ENGINE_BYTES)}: ${lower}`,
    );
  if (engine + outside > available)
    throw new Error(
      `training ${model} takes ${gigabytes(engine + outside)} (${inAll}, outside of the engine ${gigabytes(outside)}), ` +
        `this machine has ${gigabytes(available)} left: ${lower}, or close other programs`,
    );
}

/**
 * Whether a batch is laid out packed, see `packedBatches`.
 * @example isPacked(loadPolicy("data/models/M").config)
 */
export function isPacked({ hiddenSize }: DecoderConfig): boolean {
  return hiddenSize >= PACKED_WIDTH;
}

/**
 * Whether native TensorFlow trains a model faster than our kernels do and this machine has the memory that it takes: from the
 * width of packed models on, on one thread and on all of them. It frees less early: SmolLM2-135M took 8.3 GB.
 * @example isFasterNatively(loadPolicy("data/models/M").config)
 */
export function isFasterNatively(config: DecoderConfig, available: number = availableMemory()): boolean {
  return isPacked(config) && available > NATIVE_BYTES * parameterCount(config);
}

/** Tokens that are computed in a micro-batch, padding included. */
export function microBatchSize(packed: boolean): number {
  if (packed) return PACKED_BATCH_TOKENS;
  return isNative() ? 2048 : 512;
}

/**
 * How many of a decoder's first blocks are computed once more in the backward pass of a micro-batch, because a tape of all
 * blocks would be too large beside weights and gradients.
 */
export function recomputedBlocks(config: DecoderConfig, layout: BatchLayout): number {
  return config.layers - tapedBlocks(config, sizeOf(layout));
}

/** How many of these have room to keep their products with weights. */
export function keptProductBlocks(config: DecoderConfig, layout: BatchLayout): number {
  return productBlocks(config, sizeOf(layout));
}

function sizeOf(layout: BatchLayout): BatchSize {
  const { packed, batch, length } = layout;
  return { rows: rowCount(layout), places: batch * length, length, packed: packed !== undefined };
}

/** What a micro-batch computes, and where it stands in its sequences. */
interface BatchSize {
  rows: number;
  places: number;
  /** Of the longest sequence. */
  length: number;
  packed: boolean;
}

/** Blocks whose tape is kept, the last ones. */
function tapedBlocks(config: DecoderConfig, size: BatchSize): number {
  const blocks = Math.floor(Math.min(MOST_TAPE_BYTES, tapeRoom(config, size)) / tapeBytes(config, size));
  return Math.max(0, Math.min(config.layers, blocks));
}

/** Blocks before these whose products are kept. */
function productBlocks(config: DecoderConfig, size: BatchSize): number {
  const taped = tapedBlocks(config, size);
  const room = tapeRoom(config, size) - taped * tapeBytes(config, size);
  return Math.max(0, Math.min(config.layers - taped, Math.floor(room / productBytes(config, size))));
}

function tapeRoom(config: DecoderConfig, size: BatchSize): number {
  return ENGINE_BYTES - FLOAT * 2 * parameterCount(config) - besideTapeBytes(config, size);
}

/** What a micro-batch takes at its highest point, the summed gradients left out. */
function microBatchBytes(config: DecoderConfig, size: BatchSize): number {
  const kept = productBlocks(config, size) * productBytes(config, size);
  return tapedBlocks(config, size) * tapeBytes(config, size) + kept + besideTapeBytes(config, size);
}

/** Beside the kept tape: the embedding's gradient in two parts and their sum, logits, and what blocks computed once more take. */
function besideTapeBytes(config: DecoderConfig, size: BatchSize): number {
  const { vocabSize, hiddenSize, layers } = config;
  const tables = 3 * vocabSize * hiddenSize;
  const logits = Math.min(MOST_KEPT_LOGITS, size.places * vocabSize);
  return FLOAT * (tables + logits + layers * size.rows * hiddenSize) + tapeBytes(config, size);
}

/** One block until its gradients are summed: its activations, the gradients of each of them, and of its weights. */
function tapeBytes(config: DecoderConfig, size: BatchSize): number {
  const { vocabSize, hiddenSize, layers, tiedEmbedding } = config;
  const tables = (tiedEmbedding ? 1 : 2) * vocabSize * hiddenSize;
  return 2 * blockBytes(config, size) + (FLOAT * (parameterCount(config) - tables)) / layers;
}

/** The products of one block with its weights: q, k and v, the attention's output, gate and up, down. */
function productBytes(
  { hiddenSize, heads, kvHeads, headDim, feedForward }: DecoderConfig,
  { rows }: BatchSize,
): number {
  return FLOAT * rows * ((heads + 2 * kvHeads) * headDim + 2 * hiddenSize + 2 * feedForward);
}

/** What the tape keeps of one block: norms, q, k and v before and after rotation, attention weights, feed-forward. */
function blockBytes(
  { hiddenSize, heads, kvHeads, headDim, feedForward }: DecoderConfig,
  { rows, places, length, packed }: BatchSize,
): number {
  const projected = (heads + 2 * kvHeads) * headDim;
  const mixed = heads * headDim;
  const row = 6 * hiddenSize + projected + 3 * feedForward + (packed ? mixed : 0);
  const place = projected + heads * length + mixed + (packed ? projected : 0);
  return FLOAT * (rows * row + places * place);
}

function largestBatch(config: DecoderConfig, length: number): BatchSize {
  const packed = isPacked(config);
  const tokens = microBatchSize(packed);
  const whole = (most: number): number => length * Math.max(1, Math.floor(most / length));
  return {
    rows: packed ? Math.max(length, tokens) : whole(tokens),
    places: whole(packed ? PLACES_PER_TOKEN * tokens : tokens),
    ...{ length, packed },
  };
}

/** Keys and values of one sequence, and its logits. */
function rowBytes({ layers, kvHeads, headDim, vocabSize }: DecoderConfig, length: number): number {
  return FLOAT * (layers * kvHeads * 2 * headDim * Math.ceil(length / 16) * 16 + vocabSize);
}

/** The decoder's own copy of weights that are not too many. */
function packedBytes(values: number): number {
  return values <= MOST_PACKED_FLOATS ? FLOAT * values : 0;
}

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;
