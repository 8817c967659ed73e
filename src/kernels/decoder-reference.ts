import type { Decoder, DecoderOptions } from "./decoder.js";
import type { DecoderShape, DecoderWeights, LayerWeights } from "./decoder-shape.js";
import { headWeights, turnHeads } from "./qk-norm-rope.js";
import { rmsNormReference } from "./rms-norm.js";
import { type Rotation, ropeTable, rotationAt } from "./rope.js";
import { swigluReference } from "./swiglu.js";
import { tf } from "./tfjs.js";

/** Keys and values of one layer so far, [rows, kvHeads, slots, headDim] each. */
interface LayerCache {
  keys: tf.Tensor4D;
  values: tf.Tensor4D;
}

/** What all layers need to know of the newest slots. */
interface Newest {
  /** of every row */
  count: number;
  rotation: Rotation;
  /** [rows, 1, group count, slots]: 0 where one of them may look, -1e9 elsewhere; once for every head of a group */
  bias: tf.Tensor;
}

/**
 * `createDecoder` in plain tfjs operations. Prompts are padded on the left, so that all rows write the same cache slot;
 * `padding` says how many slots of a row stand empty, and its token in slot s has position s - padding.
 */
export function createDecoderReference(
  weights: DecoderWeights,
  shape: DecoderShape,
  { maxLength }: DecoderOptions,
): Decoder {
  const { heads, kvHeads, headDim, hiddenSize, rmsEps } = shape;
  const group = heads / kvHeads;
  const table = ropeTable(maxLength, headDim, shape.ropeBase, shape.ropeScaling);
  let caches: LayerCache[] = [];
  /** Of each layer's queries and keys, [heads + kvHeads, 1, headDim]; null without QK-norm. */
  let normWeights: (tf.Tensor | null)[] = [];
  let padding = new Int32Array(0);
  let slots = 0;

  const release = (): void => {
    tf.dispose(caches.flatMap(({ keys, values }) => [keys, values]));
    tf.dispose(normWeights.filter((weights) => weights !== null));
    caches = [];
    normWeights = [];
  };

  const normWeightsOf = ({ queryNorm, keyNorm }: LayerWeights): tf.Tensor | null =>
    queryNorm &&
    keyNorm &&
    tf.tidy(() => {
      const ofHeads = headWeights(queryNorm as tf.Tensor1D, keyNorm as tf.Tensor1D, shape);
      return tf.keep(tf.reshape(ofHeads, [heads + kvHeads, 1, headDim]));
    });

  function newest(count: number): Newest {
    const rows = padding.length;
    const positions = new Int32Array(rows * count);
    const bias = new Float32Array(rows * group * count * slots).fill(-1e9);
    for (let r = 0; r < rows; r++) {
      for (let s = 0; s < count; s++) {
        const own = slots - count + s;
        positions[r * count + s] = Math.max(0, own - padding[r]!);
        for (let head = 0; head < group; head++) {
          const at = ((r * group + head) * count + s) * slots;
          bias.fill(0, at + Math.min(padding[r]!, own), at + own + 1);
        }
      }
    }
    return {
      count,
      rotation: rotationAt(table, positions, [rows, 1, count, headDim]),
      bias: tf.tensor4d(bias, [rows, 1, group * count, slots]),
    };
  }

  function block(
    x: tf.Tensor2D,
    layer: LayerWeights,
    index: number,
    { count, rotation, bias }: Newest,
  ): tf.Tensor2D {
    const rows = padding.length;
    const qkv = linear(rmsNormReference(x, layer.inputNorm as tf.Tensor1D, rmsEps), layer.qkv, layer.qkvBias);
    const inOrder = tf.reshape(qkv, [rows, count, heads + 2 * kvHeads, headDim]);
    const byHead = tf.transpose(inOrder, [0, 2, 1, 3]);
    const [turning, newValues] = tf.split<tf.Tensor4D>(byHead, [heads + kvHeads, kvHeads], 1);
    const turned = turnHeads(turning!, normWeights[index]!, { rotation, eps: rmsEps }) as tf.Tensor4D;
    const [queries, newKeys] = tf.split<tf.Tensor4D>(turned, [heads, kvHeads], 1);
    const before = caches[index];
    const keys = before ? tf.concat([before.keys, newKeys!], 2) : newKeys!;
    const values = before ? tf.concat([before.values, newValues!], 2) : newValues!;
    if (before) tf.dispose([before.keys, before.values]);
    caches[index] = { keys: tf.keep(keys), values: tf.keep(values) };

    // The `group` query heads that share a key-value head stand below each other in one matrix.
    const stacked = tf.reshape(tf.mul(queries!, headDim ** -0.5), [rows, kvHeads, group * count, headDim]);
    const attention = tf.softmax(tf.add(tf.matMul(stacked, keys, false, true), bias));
    const mixed = tf.reshape(tf.matMul(attention, values), [rows, heads, count, headDim]);
    const joined = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [rows * count, heads * headDim]);
    const attended: tf.Tensor2D = tf.add(x, linear(joined as tf.Tensor2D, layer.output, layer.outputBias));
    const normed = rmsNormReference(attended, layer.postNorm as tf.Tensor1D, rmsEps);
    return tf.add(attended, linear(swigluReference(linear(normed, layer.gateUp)), layer.down));
  }

  /** Logits of the last of `count` new tokens of every row; `ids` is [rows * count]. */
  function forward(ids: Int32Array, count: number): Float32Array {
    slots += count;
    if (slots > maxLength) {
      throw new Error(`the decoder was opened for ${maxLength} tokens a row, token ${slots} was fed`);
    }
    const rows = padding.length;
    const logits = tf.tidy(() => {
      let x: tf.Tensor2D = tf.gather(asMatrix(weights.embedding), tf.tensor1d(ids, "int32"));
      const fed = newest(count);
      for (const [index, layer] of weights.layers.entries()) x = block(x, layer, index, fed);
      const last = tf.reshape(
        tf.slice(tf.reshape(x, [rows, count, hiddenSize]), [0, count - 1, 0], [rows, 1, hiddenSize]),
        [rows, hiddenSize],
      ) as tf.Tensor2D;
      const normed = rmsNormReference(last, weights.finalNorm as tf.Tensor1D, rmsEps);
      return linear(normed, weights.head ?? weights.embedding);
    });
    const values = logits.dataSync() as Float32Array;
    logits.dispose();
    return values;
  }

  function keep(rows: Int32Array): void {
    padding = Int32Array.from(rows, (row) => padding[row]!);
    const wanted = tf.tensor1d(rows, "int32");
    caches = caches.map(({ keys, values }) => {
      const kept = { keys: tf.gather(keys, wanted), values: tf.gather(values, wanted) };
      tf.dispose([keys, values]);
      return kept;
    });
    wanted.dispose();
  }

  return {
    get rows(): number {
      return padding.length;
    },
    prefill(prompts, copies): Float32Array {
      release();
      normWeights = weights.layers.map(normWeightsOf);
      slots = 0;
      const longest = Math.max(...prompts.map(({ length }) => length));
      padding = Int32Array.from(prompts, ({ length }) => longest - length);
      const ids = new Int32Array(prompts.length * longest);
      for (const [p, prompt] of prompts.entries()) ids.set(Array.from(prompt), p * longest + padding[p]!);
      const logits = forward(ids, longest);
      const copied = Int32Array.from({ length: prompts.length * copies }, (_, row) =>
        Math.floor(row / copies),
      );
      keep(copied);
      const out = new Float32Array(copied.length * shape.vocabSize);
      for (const [row, prompt] of copied.entries()) {
        out.set(
          logits.subarray(prompt * shape.vocabSize, (prompt + 1) * shape.vocabSize),
          row * shape.vocabSize,
        );
      }
      return out;
    },
    step: (tokens) => forward(tokens, 1),
    keep,
    dispose: release,
  };
}

const asMatrix = (variable: tf.Variable): tf.Tensor2D => variable as tf.Tensor2D;

/** x W^T + bias */
function linear(x: tf.Tensor2D, weight: tf.Variable, bias: tf.Variable | null = null): tf.Tensor2D {
  const product: tf.Tensor2D = tf.matMul(x, asMatrix(weight), false, true);
  return bias ? tf.add(product, bias) : product;
}
