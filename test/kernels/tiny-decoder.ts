// A decoder put together from the room's operations, for the tests.
import {
  causalAttention,
  type DecoderShape,
  type DecoderWeights,
  embed,
  qkNormRope,
  rmsNorm,
  swiglu,
  tf,
} from "../../src/kernels/index.js";
import type { Rng } from "../../src/random/index.js";

export const TINY_SHAPE: DecoderShape = {
  vocabSize: 21,
  hiddenSize: 24,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  headDim: 6,
  feedForward: 34,
  ropeBase: 1000,
  rmsEps: 1e-6,
  qkNorm: true,
  tiedEmbedding: true,
};

export function randomTensor(rng: Rng, shape: number[], scale = 1, offset = 0): tf.Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => offset + scale * rng.normal()),
    shape,
  );
}

export function randomWeights(shape: DecoderShape, rng: Rng): DecoderWeights {
  const { hiddenSize, heads, kvHeads, headDim, feedForward } = shape;
  const matrix = (rows: number, columns: number) =>
    tf.variable(randomTensor(rng, [rows, columns], columns ** -0.5));
  const norm = (size: number) => tf.variable(randomTensor(rng, [size], 0.1, 1));
  return {
    embedding: matrix(shape.vocabSize, hiddenSize),
    layers: Array.from({ length: shape.layers }, () => ({
      inputNorm: norm(hiddenSize),
      qkv: matrix((heads + 2 * kvHeads) * headDim, hiddenSize),
      qkvBias: null,
      queryNorm: shape.qkNorm ? norm(headDim) : null,
      keyNorm: shape.qkNorm ? norm(headDim) : null,
      output: matrix(hiddenSize, heads * headDim),
      outputBias: null,
      postNorm: norm(hiddenSize),
      gateUp: matrix(2 * feedForward, hiddenSize),
      down: matrix(hiddenSize, feedForward),
    })),
    finalNorm: norm(hiddenSize),
    head: shape.tiedEmbedding ? null : matrix(shape.vocabSize, hiddenSize),
  };
}

export function variablesOf(weights: DecoderWeights): tf.Variable[] {
  const perLayer = weights.layers.flatMap((layer) => [
    ...[layer.inputNorm, layer.qkv, layer.queryNorm, layer.keyNorm],
    ...[layer.output, layer.postNorm, layer.gateUp, layer.down],
  ]);
  return [weights.embedding, ...perLayer, weights.finalNorm, weights.head].filter(
    (variable): variable is tf.Variable => variable !== null,
  );
}

/** Logits [batch * length, vocabSize] of the full forward pass; `ids` is [batch * length]. */
export function forwardLogits(
  weights: DecoderWeights,
  shape: DecoderShape,
  ids: tf.Tensor1D,
  { batch, length }: { batch: number; length: number },
): tf.Tensor2D {
  const { heads, kvHeads, headDim, ropeBase, rmsEps: eps } = shape;
  const vector = (variable: tf.Variable) => variable as tf.Tensor1D;
  const linear = (x: tf.Tensor2D, weight: tf.Variable) =>
    tf.matMul<tf.Tensor2D>(x, weight as tf.Tensor2D, false, true);
  let x = embed(weights.embedding as tf.Tensor2D, ids);
  for (const layer of weights.layers) {
    const qkv = linear(rmsNorm(x, vector(layer.inputNorm), eps), layer.qkv);
    const turned = qkNormRope(
      qkv,
      layer.queryNorm as tf.Tensor1D | null,
      layer.keyNorm as tf.Tensor1D | null,
      { heads, kvHeads, headDim, length, ropeBase, eps },
    );
    const mixed = causalAttention(turned, { batch, length, heads, kvHeads, headDim });
    x = tf.add(x, linear(mixed, layer.output));
    const gateUp = linear(rmsNorm(x, vector(layer.postNorm), eps), layer.gateUp);
    x = tf.add(x, linear(swiglu(gateUp), layer.down));
  }
  return linear(rmsNorm(x, vector(weights.finalNorm), eps), weights.head ?? weights.embedding);
}

/** The largest absolute difference over the largest absolute value of `wanted`. */
export function relativeError(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let difference = got.length === wanted.length ? 0 : Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < wanted.length; i++) {
    difference = Math.max(difference, Math.abs(got[i]! - wanted[i]!));
    largest = Math.max(largest, Math.abs(wanted[i]!));
  }
  return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference / largest;
}
