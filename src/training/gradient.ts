import { tf } from "../kernels/index.js";
import { hiddenStates, isAdapted, nextTokenLogProbs, type Policy } from "../models/index.js";
import {
  type LaidOutBatch,
  layOut,
  packedBatches,
  pickStates,
  type SelectedSequence,
  type SelectedStates,
  tokenBatches,
} from "../rollout/index.js";
import { adapterGradientSum, differentiated, type GradientSum, gradientSum } from "./gradient-sum.js";
import { isPacked, keptProductBlocks, microBatchSize, recomputedBlocks } from "./memory-plan.js";
import { recomputedGradient } from "./recomputed-gradient.js";

/** The log-probabilities of one micro-batch's selected tokens, and which sequences they belong to. */
export interface SelectedLogProbs {
  /** [tokens], in the order of `sequences` and, within one, of its `selected` positions */
  logProbs: tf.Tensor1D;
  /** Indices into the list that was passed to `lossGradient`. */
  sequences: Int32Array;
}

export interface LossGradient {
  loss: number;
  /** One tensor for each of `policy.variables()`. The caller disposes of them. */
  gradients: tf.Tensor[];
  /** nats, for each sequence its selected tokens */
  logProbs: Float32Array[];
}

/**
 * Loss and gradient of a loss on log-probabilities, micro-batch by micro-batch. Only selected positions are
 * projected to the vocabulary.
 * @param options variables: those of the decoder that the gradient is taken in; default: all that are trained
 * @example lossGradient(policy, sequences, ({ logProbs }) => tf.mean(tf.neg(logProbs))).loss
 */
export function lossGradient(
  policy: Policy,
  sequences: readonly SelectedSequence[],
  loss: (selected: SelectedLogProbs) => tf.Scalar,
  {
    temperature = 1,
    variables = differentiated(policy),
    ...options
  }: { temperature?: number; variables?: tf.Variable[] } & GradientOptions = {},
): LossGradient {
  const logProbs: Float32Array[] = sequences.map(() => new Float32Array(0));
  const { loss: total, gradients } = statesGradient(
    policy,
    variables,
    sequences,
    ({ hidden, targets, sequences: indices }) => {
      const selected = nextTokenLogProbs(policy, hidden, targets, { temperature }).logProbs;
      const read = selected.dataSync() as Float32Array;
      let at = 0;
      for (const index of indices) {
        const count = sequences[index].selected.length;
        logProbs[index] = read.slice(at, at + count);
        at += count;
      }
      return loss({ logProbs: selected, sequences: indices });
    },
    { ...options, sum: isAdapted(policy) ? adapterGradientSum(policy) : undefined },
  );
  return { loss: total, gradients, logProbs };
}

export interface GradientOptions {
  /** Tokens that are computed in a micro-batch, padding included, which bounds the memory; default `microBatchSize`. */
  microBatchTokens?: number;
  /** Whether what sequences begin with alike is computed once, and no padding; default: in large decoders. */
  packed?: boolean;
  /** How many of the first blocks are computed once more in the backward pass; default: as many as memory asks for. */
  recompute?: number;
  /** How many of these, the last ones, keep their products with weights; default: as many as memory has room for. */
  keep?: number;
}

/**
 * Loss and gradient, summed over micro-batches so that memory stays bounded: of similar length or, packed, of the same
 * prompt.
 *
 * Nothing is computed that the loss cannot see: a sequence without a selected token is dropped, and one is cut
 * behind its last selected token.
 * @param variables what the gradient is taken in; the loss has to depend on each of them
 */
export function statesGradient(
  policy: Pick<Policy, "config" | "weights">,
  variables: tf.Variable[],
  sequences: readonly SelectedSequence[],
  loss: (selected: SelectedStates & Pick<SelectedLogProbs, "sequences">) => tf.Scalar,
  {
    packed = isPacked(policy.config),
    microBatchTokens = microBatchSize(packed),
    recompute,
    keep,
    sum = gradientSum(variables),
  }: GradientOptions & { sum?: GradientSum } = {},
): Omit<LossGradient, "logProbs"> {
  let total = 0;
  const batches = packed
    ? packedBatches(sequences, microBatchTokens)
    : tokenBatches(sequences, microBatchTokens).map((batch) => layOut(sequences, batch));
  for (const batch of batches) {
    const blocks = recompute ?? recomputedBlocks(policy.config, batch.layout);
    const gradient = blocks > 0 ? recomputedGradient : tapedGradient;
    const lossOf = (states: SelectedStates): tf.Scalar => loss({ ...states, sequences: batch.sequences });
    const kept = Math.min(keep ?? keptProductBlocks(policy.config, batch.layout), blocks);
    total += gradient(policy, batch, lossOf, { variables, sum, recompute: blocks, keep: kept });
  }
  return { loss: total, gradients: sum.tensors() };
}

/** Loss and gradient of one micro-batch, with a tape of the whole decoder; the gradients are added to `sum`. */
function tapedGradient(
  policy: Pick<Policy, "config" | "weights">,
  batch: LaidOutBatch,
  loss: (states: SelectedStates) => tf.Scalar,
  { variables, sum }: { variables: tf.Variable[]; sum: GradientSum },
): number {
  const { value, grads } = tf.tidy(() =>
    tf.variableGrads(() => {
      const hidden = hiddenStates(policy, tf.tensor1d(batch.ids, "int32"), batch.layout);
      return loss(pickStates(hidden, batch));
    }, variables),
  );
  const [read] = value.dataSync();
  value.dispose();
  for (const variable of variables) sum.add(variable, grads[variable.name]);
  return read;
}
