import type { Decoder, DecoderOptions } from "./decoder.js";
import type { DecoderShape, DecoderWeights, LayerWeights } from "./decoder-shape.js";
import { rmsNormReference } from "./rms-norm.js";
import { ropeTable, rotate } from "./rope.js";
import { swigluReference } from "./swiglu.js";
import { tf } from "./tfjs.js";

/** Keys and values of one layer so far, [rows, kvHeads, slots, headDim] each. */
interface LayerCache {
  keys: tf.Tensor4D;
  values: tf.Tensor4D;
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
  const half = headDim / 2;
  const table = ropeTable(maxLength, headDim, shape.ropeBase, shape.ropeScaling);
  let caches: LayerCache[] = [];
  let padding = new Int32Array(0);
  let slots = 0;

  const release = (): void => {
    tf.dispose(caches.flatMap(({ keys, values }) => [keys, values]));
    caches = [];
  };

  /** cos and sin [rows, 1, count, headDim / 2] of the `count` newest slots. */
  function angles(count: number): [tf.Tensor, tf.Tensor] {
    const rows = padding.length;
    const gathered = [table.cos, table.sin].map((source) => {
      const out = new Float32Array(rows * count * half);
      for (let r = 0; r < rows; r++) {
        for (let s = 0; s < count; s++) {
          const position = Math.max(0, slots - count + s - padding[r]!);
          out.set(source.subarray(position * half, (position + 1) * half), (r * count + s) * half);
        }
      }
      return tf.tensor4d(out, [rows, 1, count, half]);
    });
    return [gathered[0]!, gathered[1]!];
  }

  /** 0 where one of the `count` newest slots may look, -1e9 elsewhere: [rows, 1, count, slots]. */
  function attentionBias(count: number): tf.Tensor {
    const rows = padding.length;
    const bias = new Float32Array(rows * count * slots).fill(-1e9);
    for (let r = 0; r < rows; r++) {
      for (let s = 0; s < count; s++) {
        const at = (r * count + s) * slots;
        const own = slots - count + s;
        bias.fill(0, at + Math.min(padding[r]!, own), at + own + 1);
      }
    }
    return tf.tensor4d(bias, [rows, 1, count, slots]);
  }

  function block(x: tf.Tensor2D, layer: LayerWeights, index: number, count: number): tf.Tensor2D {
    const rows = padding.length;
    const qkv = linear(rmsNormReference(x, layer.inputNorm as tf.Tensor1D, rmsEps), layer.qkv, layer.qkvBias);
    const [q, k, v] = tf.split(qkv, [heads * headDim, kvHeads * headDim, kvHeads * headDim], 1);
    const byHead = (part: tf.Tensor, headCount: number): tf.Tensor4D =>
      tf.transpose(tf.reshape(part, [rows, count, headCount, headDim]), [0, 2, 1, 3]) as tf.Tensor4D;
    const [cos, sin] = angles(count);
    const turn = (part: tf.Tensor4D, norm: tf.Variable | null): tf.Tensor4D =>
      rotate(norm ? rmsNormReference(part, norm as tf.Tensor1D, rmsEps) : part, cos, sin) as tf.Tensor4D;
    const queries = turn(byHead(q, heads), layer.queryNorm);
    const newKeys = turn(byHead(k, kvHeads), layer.keyNorm);
    const newValues = byHead(v, kvHeads);
    const before = caches[index];
    const keys = before ? tf.concat([before.keys, newKeys], 2) : tf.clone(newKeys);
    const values = before ? tf.concat([before.values, newValues], 2) : tf.clone(newValues);
    if (before) tf.dispose([before.keys, before.values]);
    caches[index] = { keys: tf.keep(keys), values: tf.keep(values) };

    const stacked = tf.reshape(queries, [rows * kvHeads, group * count, headDim]);
    const flat = (cache: tf.Tensor): tf.Tensor => tf.reshape(cache, [rows * kvHeads, slots, headDim]);
    const scores = tf.mul(tf.matMul(stacked, flat(keys), false, true), headDim ** -0.5);
    const masked = tf.add(tf.reshape(scores, [rows, heads, count, slots]), attentionBias(count));
    const attention = tf.reshape(tf.softmax(masked), [rows * kvHeads, group * count, slots]);
    const mixed = tf.reshape(tf.matMul(attention, flat(values)), [rows, heads, count, headDim]);
    const joined = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [rows * count, heads * headDim]);
    const attended = tf.add(x, linear(joined as tf.Tensor2D, layer.output, layer.outputBias));
    const normed = rmsNormReference(attended, layer.postNorm as tf.Tensor1D, rmsEps);
    return tf.add(attended, linear(swigluReference(linear(normed as tf.Tensor2D, layer.gateUp)), layer.down));
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
      for (const [index, layer] of weights.layers.entries()) x = block(x, layer, index, count);
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
