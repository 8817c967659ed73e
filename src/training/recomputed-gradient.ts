import { embed, type LayerWeights, tf } from "../kernels/index.js";
import { decoderBlock, embedTokens, lastNorm, type Policy, type WeightProduct } from "../models/index.js";
import { type LaidOutBatch, pickStates, type SelectedStates } from "../rollout/index.js";
import type { GradientSum } from "./gradient-sum.js";
import { keptProducts } from "./kept-products.js";

/**
 * Loss and gradient of one micro-batch, where a tape of all blocks would be too large: of the first `recompute` blocks the
 * forward pass keeps only what goes into each, and the backward pass computes a block once more before it goes back
 * through it (Chen et al. 2016, "Training deep nets with sublinear memory cost"). For all blocks this is a third more work
 * than with a tape, and the activations of one block instead of all. The last `keep` of them also keep their products with
 * weights, which leaves little to compute once more.
 * @param variables what the gradient is taken in: weights of the decoder, and others that the loss depends on
 * @returns the loss; the gradients are added to `sum`
 */
export function recomputedGradient(
  policy: Pick<Policy, "config" | "weights">,
  batch: LaidOutBatch,
  loss: (states: SelectedStates) => tf.Scalar,
  { variables, sum, recompute, keep }: BlockwiseOptions,
): number {
  const { config, weights } = policy;
  const wanted = new Set(variables);
  const first = weights.layers.slice(0, recompute);
  const kept = weights.layers.slice(recompute);
  const inFirst = first.map(variablesOf);
  const block =
    (layer: LayerWeights, product?: WeightProduct) =>
    (x: tf.Tensor2D): tf.Tensor2D =>
      decoderBlock(x, layer, config, batch.layout, product);
  const products = first.map((_, i) => (i >= recompute - keep ? keptProducts() : undefined));

  const ids = tf.tensor1d(batch.ids, "int32");
  const inputs = [embedTokens(policy, ids)];
  for (const [i, layer] of first.entries())
    inputs.push(tf.tidy(() => block(layer, products[i]?.keep)(inputs.at(-1)!)));

  const others = new Set(inFirst.flat());
  const atTop = variables.filter((variable) => !others.has(variable));
  const lossOf = (residual: tf.Tensor2D): tf.Scalar => {
    const last = kept.reduce((x, layer) => block(layer)(x), residual);
    return loss(pickStates(lastNorm(policy, last), batch));
  };
  const { value, ...top } = topGradient(lossOf, inputs.pop()!, atTop);
  for (const [variable, gradient] of top.gradients) sum.add(variable, gradient);
  let { dInput } = top;
  for (const [i, layer] of [...first.entries()].reverse()) {
    const own = inFirst[i].filter((variable) => wanted.has(variable));
    const back = blockGradient(block(layer, products[i]?.again), inputs.pop()!, dInput, own);
    products[i]?.dispose();
    for (const [variable, gradient] of back.gradients) sum.add(variable, gradient);
    dInput = back.dInput;
  }
  if (wanted.has(weights.embedding))
    sum.add(weights.embedding, tableGradient(weights.embedding, ids, dInput));
  tf.dispose([ids, dInput]);
  return value;
}

interface BlockwiseOptions {
  variables: tf.Variable[];
  sum: GradientSum;
  recompute: number;
  keep: number;
}

function variablesOf(layer: LayerWeights): tf.Variable[] {
  return (Object.values(layer) as (tf.Variable | null)[]).filter((variable) => variable !== null);
}

interface Back {
  /** Of what went in. */
  dInput: tf.Tensor2D;
  gradients: [tf.Variable, tf.Tensor][];
}

/** Through the kept blocks, final norm, vocabulary and loss; `residual` is disposed of. */
function topGradient(
  lossOf: (residual: tf.Tensor2D) => tf.Scalar,
  residual: tf.Tensor2D,
  variables: tf.Variable[],
): Back & { value: number } {
  const input = tf.variable(residual) as tf.Variable & tf.Tensor2D;
  residual.dispose();
  const { value, grads } = tf.tidy(() => tf.variableGrads(() => lossOf(input), [input, ...variables]));
  const [read] = value.dataSync();
  tf.dispose([value, input]);
  // the embedding of a decoder with a head of its own is not used here
  const used = variables.filter(({ name }) => name in grads);
  return {
    value: read,
    dInput: grads[input.name] as tf.Tensor2D,
    gradients: used.map((variable) => [variable, grads[variable.name]]),
  };
}

/** Back through one block, computed once more; `input` and `dOut` are disposed of. */
function blockGradient(
  block: (x: tf.Tensor2D) => tf.Tensor2D,
  input: tf.Tensor2D,
  dOut: tf.Tensor2D,
  own: readonly tf.Variable[],
): Back {
  const [dInput, ...gradients] = tf.tidy(() =>
    tf.grads((x) => block(x as tf.Tensor2D))([input, ...own], dOut),
  );
  tf.dispose([input, dOut]);
  return {
    dInput: dInput as tf.Tensor2D,
    gradients: gradients.map((gradient, i) => [own[i], gradient]),
  };
}

function tableGradient(embedding: tf.Variable, ids: tf.Tensor1D, dOut: tf.Tensor2D): tf.Tensor {
  const [gradient] = tf.tidy(() => tf.grads((table) => embed(table as tf.Tensor2D, ids))([embedding], dOut));
  return gradient;
}
