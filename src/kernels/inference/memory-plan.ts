import type { DecoderShape, DecoderWeights } from "../decoder-shape.js";
import { WORDS_APART } from "./barrier.js";
import { PAGE_TOKENS, QUANTIZED_GROUP, TILE_STATISTICS, type WeightType } from "./kernels.js";

/** A weight in the memory of inference: a matrix [rows, columns], or a vector of one column. */
export interface StoredWeight {
  type: WeightType;
  rows: number;
  columns: number;
  address: number;
  /** Of int8 weights: the address of their scales; else 0. */
  scales: number;
}

export interface PlanOptions {
  /** Sequences that are decoded at the same time. */
  rows: number;
  /** The most tokens that a sequence may hold, prompt included. */
  maxLength: number;
  threads: number;
  /** How keys and values are kept. */
  cacheType: CacheType;
}

/** F16 takes half the memory of F32 and shifts entropies a little. */
export type CacheType = Extract<WeightType, "F32" | "F16">;

/** Where everything stands in the memory of inference: byte addresses. */
export interface MemoryPlan extends PlanOptions {
  shape: DecoderShape;
  weights: DecoderWeights<StoredWeight>;
  /** Tokens that go through the layers at the same time. */
  chunk: number;
  /** Vocabulary entries whose logits are held at the same time when texts are scored. */
  tile: number;
  tiles: number;
  pages: number;
  pageBytes: number;
  /** Pages that a sequence of `maxLength` tokens takes. */
  longestTable: number;
  bytes: { weights: number; keysAndValues: number; buffers: number; total: number };
  at: Record<(typeof BUFFERS)[number] | "cache", number>;
}

const BUFFERS = [
  ...(["control", "meetings", "ids", "positions", "tables", "runs"] as const),
  ...(["headRows", "targets", "targetLogits", "pageTables", "cos", "sin"] as const),
  ...(["x", "normed", "gathered", "qkv", "mixed", "gateUp", "gated"] as const),
  ...(["logits", "tiles", "statistics", "scratch", "scores"] as const),
];

/** Tokens of prompts and texts that are computed at the same time: enough that weights are widened for many. */
const CHUNK = 256;
/**
 * Rows up to which each thread computes for all of them, in buffers of its own, what belongs to a single row: norms,
 * rotary positions, the activation. For so few that is quicker than to share the rows and to meet.
 */
export const OWN_ROWS = 16;
const TILE = 1024;
/** The first bytes stay empty, so that no address is 0, and the last ones are read over by whole vectors. */
const MARGIN = 1024;
const MOST_BYTES = 2 ** 32 - 65536;

/** Thrown where a model does not fit; fewer rows may. */
export class ModelTooLarge extends Error {}

const roundUp = (n: number, multiple: number): number => Math.ceil(n / multiple) * multiple;

/** Bytes of a weight's values, and of its scales. */
export function weightBytes(
  type: WeightType,
  rows: number,
  columns: number,
): [values: number, scales: number] {
  const groups = Math.ceil(columns / QUANTIZED_GROUP);
  if (type === "INT8") return [rows * groups * QUANTIZED_GROUP, rows * groups * 4];
  return [rows * columns * (type === "F32" ? 4 : 2), 0];
}

/**
 * Bytes of the keys and values of `tokens` tokens, a multiple of a page.
 * @example keyValueBytes(openModel("data/pretrained/Qwen3-0.6B").config, 4096)
 */
export function keyValueBytes(
  { layers, kvHeads, headDim }: DecoderShape,
  tokens: number,
  cacheType: CacheType = "F32",
): number {
  const headBytes = cacheType === "F32" ? roundUp(headDim, 4) * 4 : roundUp(headDim, 8) * 2;
  return layers * kvHeads * 2 * headBytes * roundUp(tokens, PAGE_TOKENS);
}

/**
 * Plans the memory of a model before any of it is read. `place` names the weights: it is given a function that finds
 * the place of one. Throws, in one sentence with the numbers, where it would not fit the 4 GiB that WebAssembly addresses,
 * or the `available` bytes of this machine.
 */
export function planMemory(
  shape: DecoderShape,
  options: PlanOptions,
  place: (
    weight: (type: WeightType, shape: readonly number[]) => StoredWeight,
  ) => DecoderWeights<StoredWeight>,
  scratchBytes: (rows: number, widest: number) => number,
  available: number = MOST_BYTES,
): MemoryPlan {
  const { rows, maxLength, threads, cacheType } = options;
  let end = MARGIN;
  const reserve = (bytes: number): number => {
    const address = end;
    end = roundUp(end + bytes, 64);
    return address;
  };
  const weights = place((type, [count, columns = 1]) => {
    const [values, scales] = weightBytes(type, count, columns);
    const address = reserve(values);
    return { type, rows: count, columns, address, scales: scales && reserve(scales) };
  });
  const weightsEnd = end;

  const { vocabSize, hiddenSize, heads, kvHeads, headDim, feedForward } = shape;
  const [queries, projected] = [heads * headDim, (heads + 2 * kvHeads) * headDim];
  const chunk = Math.max(rows, CHUNK);
  const tile = Math.min(TILE, roundUp(vocabSize, 16));
  const tiles = Math.ceil(vocabSize / tile);
  const longestTable = Math.ceil(maxLength / PAGE_TOKENS);
  // Where rows are few, each thread has rows of its own, and those of qkv stand behind the shared ones.
  const bufferRows = Math.max(chunk, (threads + 1) * OWN_ROWS);
  const ropeFloats = maxLength * (headDim / 2);
  const floats: Record<(typeof BUFFERS)[number], number> = {
    ...{ control: 16, meetings: WORDS_APART * threads },
    ...{ ids: chunk, positions: chunk, tables: chunk, runs: 2 * chunk },
    ...{ headRows: chunk, targets: chunk, targetLogits: chunk, pageTables: chunk * longestTable },
    ...{ cos: ropeFloats, sin: ropeFloats },
    ...{ x: chunk * hiddenSize, normed: bufferRows * hiddenSize, gathered: bufferRows * hiddenSize },
    ...{ qkv: bufferRows * projected, mixed: chunk * queries },
    ...{ gateUp: chunk * 2 * feedForward, gated: bufferRows * feedForward },
    logits: rows * vocabSize,
    tiles: threads * chunk * tile,
    statistics: tiles * chunk * TILE_STATISTICS * 2,
    scratch: (threads * roundUp(scratchBytes(chunk, Math.max(hiddenSize, queries, feedForward)), 64)) / 4,
    scores: threads * 4 * roundUp(maxLength + 16, 16),
  };
  const at = Object.fromEntries(BUFFERS.map((name) => [name, reserve(floats[name] * 4)]));
  const buffersEnd = end;

  const pageBytes = keyValueBytes(shape, PAGE_TOKENS, cacheType);
  // One row more than is decoded, for the sequences that a chunk of scored texts has begun.
  const pages = (rows + 1) * longestTable;
  at.cache = reserve(pages * pageBytes);
  const bytes = {
    weights: weightsEnd,
    keysAndValues: pages * pageBytes,
    buffers: buffersEnd - weightsEnd,
    total: end + MARGIN,
  };
  const room = Math.min(MOST_BYTES, available);
  if (bytes.total > room) throw tooLarge(bytes, options, { room, pages, shape });
  return {
    ...options,
    ...{ shape, weights, chunk, tile, tiles, pages, pageBytes, longestTable, bytes },
    at: at as MemoryPlan["at"],
  };
}

function tooLarge(
  { weights, keysAndValues, buffers, total }: MemoryPlan["bytes"],
  { rows, maxLength, cacheType }: PlanOptions,
  { room, pages, shape }: { room: number; pages: number; shape: DecoderShape },
): ModelTooLarge {
  const gib = (n: number): string => `${(n / 2 ** 30).toFixed(2)} GiB`;
  const spared = keysAndValues - keyValueBytes(shape, pages * PAGE_TOKENS, "F16");
  const advice = [
    ...(cacheType === "F32" && total - spared <= room
      ? ["keep keys and values in float16 (--keys-and-values float16)"]
      : []),
    ...(weights > 0.9 * room
      ? ['take dtype "int8" or a smaller model']
      : [rows > 1 ? "lower the rows or the length" : "lower the length"]),
  ];
  return new ModelTooLarge(
    `the model does not fit: weights ${gib(weights)}, keys and values ${gib(keysAndValues)} for ${rows} rows ` +
      `of ${maxLength} tokens, buffers ${gib(buffers)}, together ${gib(total)} of ${gib(room)}: ${advice.join(", or ")}`,
  );
}
