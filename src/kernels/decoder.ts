import { isNative } from "./backend.js";
import { createDecoderReference } from "./decoder-reference.js";
import type { DecoderShape, DecoderWeights } from "./decoder-shape.js";
import { createWasmDecoder } from "./wasm/decoder.js";
import { activeKernels } from "./wasm/kernels.js";

/** A batch of sequences that grow token by token, their keys and values kept (KV cache). No gradients. */
export interface Decoder {
  /** Sequences in the batch now. */
  readonly rows: number;
  /**
   * Starts a batch: each prompt is computed once and copied into `copies` rows, so row r holds prompt floor(r / copies).
   * Prompts may differ in length.
   * @returns logits [rows * vocabSize] after each row's last prompt token, a view valid until the next call
   */
  prefill(prompts: readonly ArrayLike<number>[], copies: number): Float32Array;
  /**
   * Appends one token to every row.
   * @param tokens [rows]
   * @returns logits [rows * vocabSize] for the token after it, a view valid until the next call
   */
  step(tokens: Int32Array): Float32Array;
  /** Keeps these rows only, in this order; a row named twice goes on as two, up to the number of rows of the prefill. */
  keep(rows: Int32Array): void;
  dispose(): void;
}

export interface DecoderOptions {
  /** The most tokens, prompt included, that a row may hold. */
  maxLength: number;
}

/**
 * How many rows to decode at the same time, where memory allows it: the fastest on the backend at hand.
 * @example fastestRows() // 64 on WebAssembly
 */
export function fastestRows(): number {
  return isNative() ? 256 : 64;
}

/**
 * Opens a decoder on the weights as they are now; a later update of the weights needs a new `prefill`.
 * @example createDecoder(policy.weights, policy.config, { maxLength: 64 })
 */
export function createDecoder(
  weights: DecoderWeights,
  shape: DecoderShape,
  options: DecoderOptions,
): Decoder {
  const kernels = activeKernels();
  if (kernels) return createWasmDecoder(kernels, weights, shape, options);
  return createDecoderReference(weights, shape, options);
}
