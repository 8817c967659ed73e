import type { RopeScaling } from "./rope-scaling.js";
import type { tf } from "./tfjs.js";

/** What the kernels need to know of a Qwen- or Llama-style decoder. */
export interface DecoderShape {
  vocabSize: number;
  hiddenSize: number;
  layers: number;
  heads: number;
  /** Key-value heads; `heads` is a multiple of it (grouped-query attention). */
  kvHeads: number;
  headDim: number;
  feedForward: number;
  ropeBase: number;
  /** How the rotary frequencies are stretched; default not at all. */
  ropeScaling?: RopeScaling | null;
  rmsEps: number;
  /** RMSNorm on each head's query and key before RoPE: true for Qwen3, false for Llama. */
  qkNorm: boolean;
  /** The output projection is the embedding table. */
  tiedEmbedding: boolean;
}

/** Weights of one block. Matrices are [out, in], as in a Hugging Face checkpoint. */
export interface LayerWeights<T = tf.Variable> {
  /** [hiddenSize] */
  inputNorm: T;
  /** [(heads + 2 kvHeads) headDim, hiddenSize]: the rows of q, then k, then v */
  qkv: T;
  /** [(heads + 2 kvHeads) headDim]; null without (Qwen2 has it) */
  qkvBias: T | null;
  /** [headDim]; null without QK-norm */
  queryNorm: T | null;
  /** [headDim]; null without QK-norm */
  keyNorm: T | null;
  /** [hiddenSize, heads headDim] */
  output: T;
  /** [hiddenSize]; null without */
  outputBias: T | null;
  /** [hiddenSize] */
  postNorm: T;
  /** [2 feedForward, hiddenSize]: the rows of gate, then up */
  gateUp: T;
  /** [hiddenSize, feedForward] */
  down: T;
}

/** The weights of a decoder, as tfjs variables or in another form `T`. */
export interface DecoderWeights<T = tf.Variable> {
  /** [vocabSize, hiddenSize] */
  embedding: T;
  layers: LayerWeights<T>[];
  /** [hiddenSize] */
  finalNorm: T;
  /** [vocabSize, hiddenSize]; null when tied to the embedding */
  head: T | null;
}
