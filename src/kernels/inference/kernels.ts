/** How weights are stored. */
export const WEIGHT_TYPES = ["F32", "BF16", "F16", "INT8"] as const;
export type WeightType = (typeof WEIGHT_TYPES)[number];

/** The number by which the kernels know a type of weights. */
export const typeCode = (type: WeightType): number => WEIGHT_TYPES.indexOf(type);

/** Tokens in a page of keys and values. */
export const PAGE_TOKENS = 32;
/** Values of an int8 row that share a scale. */
export const QUANTIZED_GROUP = 64;
/** Doubles that `tileStatistics` writes for a row. */
export const TILE_STATISTICS = 5;

type Address = number;
type Count = number;

/**
 * The kernels of inference: the exports of ../assembly/inference/index.ts, where each is explained, and of
 * `referenceKernels`. Columns and rows are computed from `from` to `to`, so that threads can share the work.
 */
export interface InferenceKernels {
  embedRows(
    ...args: [type: number, width: Count, table: Address, from: Count, to: Count, ids: Address, out: Address]
  ): void;
  embedQuantizedRows(
    ...args: [
      ...[width: Count, weights: Address, scales: Address, from: Count, to: Count],
      ...[ids: Address, out: Address, scratch: Address],
    ]
  ): void;
  rmsNormForward(rows: Count, d: Count, x: Address, weight: Address, eps: number, y: Address): void;
  projectScratchBytes(rows: Count, widest: Count): number;
  project(
    ...args: [
      ...[type: number, rows: Count, from: Count, to: Count, width: Count, w: Address, scales: Address],
      ...[x: Address, y: Address, yStride: Count, accumulate: boolean, scratch: Address],
    ]
  ): void;
  addToRows(rows: Count, width: Count, bias: Address, x: Address, stride: Count): void;
  qkNormRopeForward(
    ...args: [
      ...[rows: Count, heads: Count, kvHeads: Count, headDim: Count, length: Count, positions: Address],
      ...[qkv: Address, queryNorm: Address, keyNorm: Address, eps: number, cos: Address, sin: Address],
      ...[out: Address],
    ]
  ): void;
  storeKeysValues(
    ...args: [
      ...[from: Count, to: Count, heads: Count, kvHeads: Count, headDim: Count, layer: Count, type: number],
      ...[tables: Address, positions: Address, qkv: Address, cache: Address, pageBytes: Count],
    ]
  ): void;
  attentionScratchFloats(length: Count): number;
  attendRuns(
    ...args: [
      ...[piece: Count, pieces: Count, runCount: Count, runs: Address],
      ...[heads: Count, kvHeads: Count, headDim: Count, layer: Count, type: number],
      ...[tables: Address, positions: Address, qkv: Address, cache: Address, pageBytes: Count],
      ...[out: Address, scores: Address],
    ]
  ): void;
  swigluForward(rows: Count, width: Count, gateUp: Address, out: Address): void;
  tileStatistics(
    ...args: [rows: Count, width: Count, logits: Address, stride: Count, scale: number, out: Address]
  ): void;
  tileTargets(
    ...args: [
      ...[rows: Count, from: Count, to: Count, logits: Address, stride: Count],
      ...[targets: Address, out: Address],
    ]
  ): void;
  widenValues(type: number, count: Count, from: Address, to: Address): void;
  firstNonFinite(type: number, count: Count, from: Address): number;
  quantizeRows(rows: Count, width: Count, x: Address, weights: Address, scales: Address): void;
}
