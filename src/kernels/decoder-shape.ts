import type { tf } from "./tfjs.js";

/** What the kernels need to know of a Qwen3- or Llama-style decoder. */
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
  rmsEps: number;
  /** RMSNorm on each head's query and key before RoPE: true for Qwen3, false for Llama. */
  qkNorm: boolean;
  /** The output projection is the embedding table. */
  tiedEmbedding: boolean;
}

/** Weights of one block. Matrices are [out, in], as in a Hugging Face checkpoint. */
export interface LayerWeights {
  /** [hiddenSize] */
  inputNorm: tf.Variable;
  /** [(heads + 2 kvHeads) headDim, hiddenSize]: the rows of q, then k, then v */
  qkv: tf.Variable;
  /** [headDim]; null without QK-norm */
  queryNorm: tf.Variable | null;
  /** [headDim]; null without QK-norm */
  keyNorm: tf.Variable | null;
  /** [hiddenSize, heads headDim] */
  output: tf.Variable;
  /** [hiddenSize] */
  postNorm: tf.Variable;
  /** [2 feedForward, hiddenSize]: the rows of gate, then up */
  gateUp: tf.Variable;
  /** [hiddenSize, feedForward] */
  down: tf.Variable;
}

export interface DecoderWeights {
  /** [vocabSize, hiddenSize] */
  embedding: tf.Variable;
  layers: LayerWeights[];
  /** [hiddenSize] */
  finalNorm: tf.Variable;
  /** [vocabSize, hiddenSize]; null when tied to the embedding */
  head: tf.Variable | null;
}
