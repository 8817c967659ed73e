// The compiled kernels of ../assembly, running on the memory of tfjs's wasm backend.
import { tf } from "../tfjs.js";
import { fasterBuild, instantiate, type KernelBuild } from "./compiled.js";
import { allocate, free, wasmMemory } from "./memory.js";

type Address = number;
type Count = number;

/** The exports of ../assembly/index.ts, where each is explained. */
export interface Kernels {
  gemmScratchBytes(): number;
  gemm(
    ...args: [
      ...[transposeA: boolean, transposeB: boolean, m: Count, n: Count, k: Count],
      ...[a: Address, lda: Count, b: Address, ldb: Count, c: Address, ldc: Count],
      ...[accumulate: boolean, alpha: number, scratch: Address],
    ]
  ): void;
  packedWeightFloats(n: Count, k: Count): number;
  packWeight(n: Count, k: Count, weight: Address, to: Address): void;
  gemmPacked(
    ...args: [
      ...[m: Count, n: Count, k: Count, a: Address, packedWeight: Address, c: Address],
      ...[accumulate: boolean, scratch: Address],
    ]
  ): void;
  fmaCeiling(rounds: Count, seed: number): number;
  rmsNormForward(rows: Count, d: Count, x: Address, weight: Address, eps: number, y: Address): void;
  rmsNormBackward(
    ...args: [
      ...[rows: Count, d: Count, x: Address, weight: Address, eps: number],
      ...[dy: Address, dx: Address, dWeight: Address],
    ]
  ): void;
  qkNormRopeForward(
    ...args: [
      ...[rows: Count, heads: Count, kvHeads: Count, headDim: Count, length: Count, positions: Address],
      ...[qkv: Address, queryNorm: Address, keyNorm: Address, eps: number, cos: Address, sin: Address],
      ...[out: Address],
    ]
  ): void;
  qkNormRopeBackward(
    ...args: [
      ...[rows: Count, heads: Count, kvHeads: Count, headDim: Count, length: Count],
      ...[qkv: Address, queryNorm: Address, keyNorm: Address, eps: number, cos: Address, sin: Address],
      ...[dOut: Address, dQkv: Address, dQueryNorm: Address, dKeyNorm: Address],
    ]
  ): void;
  attentionWeightFloats(length: Count): number;
  attentionScratchBytes(length: Count, headDim: Count): number;
  attentionForward(
    ...args: [
      ...[batch: Count, length: Count, heads: Count, kvHeads: Count, headDim: Count],
      ...[qkv: Address, weights: Address, keepWeights: boolean, out: Address, scratch: Address],
    ]
  ): void;
  attentionBackward(
    ...args: [
      ...[batch: Count, length: Count, heads: Count, kvHeads: Count, headDim: Count],
      ...[qkv: Address, weights: Address, dOut: Address, dQkv: Address, scratch: Address],
    ]
  ): void;
  decodeAttention(
    ...args: [
      ...[rows: Count, heads: Count, kvHeads: Count, headDim: Count, width: Count, capacity: Count],
      ...[slots: Address, positions: Address, qkv: Address, cache: Address, out: Address, scores: Address],
    ]
  ): void;
  copySlot(
    ...args: [
      ...[kvHeads: Count, width: Count, capacity: Count, count: Count],
      ...[cache: Address, from: number, to: number],
    ]
  ): void;
  swigluForward(rows: Count, width: Count, gateUp: Address, out: Address): void;
  swigluBackward(rows: Count, width: Count, gateUp: Address, dOut: Address, dGateUp: Address): void;
  logProbForward(
    ...args: [
      ...[rows: Count, width: Count, logits: Address, targets: Address, first: number, scale: number],
      ...[logProbs: Address, entropies: Address, logSums: Address],
    ]
  ): void;
  logProbBackward(
    ...args: [
      ...[rows: Count, width: Count, logits: Address, targets: Address, first: number, scale: number],
      ...[logSums: Address, dLogProbs: Address, dLogits: Address],
    ]
  ): void;
  drawTokens(
    ...args: [
      ...[rows: Count, width: Count, logits: Address, scale: number],
      ...[uniforms: Address, tokens: Address, sums: Address],
    ]
  ): void;
  gatherRows(count: Count, width: Count, source: Address, ids: Address, out: Address): void;
  addToRows(rows: Count, width: Count, bias: Address, x: Address, stride: Count): void;
  scatterAddRows(
    ...args: [count: Count, width: Count, rows: Address, ids: Address, outRows: Count, out: Address]
  ): void;
  copyColumns(
    ...args: [rows: Count, width: Count, from: Address, fromStride: Count, to: Address, toStride: Count]
  ): void;
  adamStep(
    ...args: [
      ...[count: Count, variable: Address, gradient: Address, first: Address, second: Address],
      ...[rate: number, beta1: number, beta2: number, fresh1: number, fresh2: number],
      ...[eps: number, decay: number],
      ...[correction1: number, correction2: number, gradientScale: number],
    ]
  ): number;
  sumOfSquares(count: Count, x: Address): number;
}

let kernels: Kernels | null = null;
let scratchAddress = 0;
let scratchBytes = 0;

/** Loads the kernels onto the memory of the running wasm backend; default the faster build that works. */
export function loadKernels(build: KernelBuild = fasterBuild()): KernelBuild {
  kernels = instantiate<Kernels>("kernels", build, wasmMemory());
  return build;
}

/** The kernels where the tensors are on the wasm backend, else null. */
export function activeKernels(): Kernels | null {
  return tf.getBackend() === "wasm" ? kernels : null;
}

/** Address of at least so many bytes whose contents last until the next call; aligned to 16 bytes. */
export function scratch(bytes: number): number {
  if (bytes > scratchBytes) {
    if (scratchAddress) free(scratchAddress);
    scratchBytes = bytes;
    scratchAddress = allocate(bytes);
  }
  return scratchAddress;
}
