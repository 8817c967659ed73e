import { logProbEntropy, tf } from "../kernels/index.js";
import { type Policy, projectToVocabulary } from "../models/index.js";
import {
  type SelectedSequence,
  type SelectedStates,
  selectedStates,
  tokenBatches,
} from "../rollout/index.js";

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
 */
export function lossGradient(
  policy: Policy,
  sequences: readonly SelectedSequence[],
  loss: (selected: SelectedLogProbs) => tf.Scalar,
  { temperature = 1, microBatchTokens }: { temperature?: number; microBatchTokens?: number } = {},
): LossGradient {
  const logProbs: Float32Array[] = sequences.map(() => new Float32Array(0));
  const { loss: total, gradients } = statesGradient(
    policy,
    policy.variables(),
    sequences,
    ({ hidden, targets, sequences: indices }) => {
      const selected = logProbEntropy(projectToVocabulary(policy, hidden), targets, { temperature }).logProbs;
      const read = selected.dataSync() as Float32Array;
      let at = 0;
      for (const index of indices) {
        const count = sequences[index].selected.length;
        logProbs[index] = read.slice(at, at + count);
        at += count;
      }
      return loss({ logProbs: selected, sequences: indices });
    },
    { microBatchTokens },
  );
  return { loss: total, gradients, logProbs };
}

/**
 * Loss and gradient, summed over micro-batches of similar length so that memory stays bounded.
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
  { microBatchTokens = 512 }: { microBatchTokens?: number } = {},
): Omit<LossGradient, "logProbs"> {
  let gradients: tf.Tensor[] = [];
  let total = 0;
  for (const batch of tokenBatches(sequences, microBatchTokens)) {
    const { value, grads } = tf.tidy(() => {
      const computed = tf.variableGrads(
        () => loss({ ...selectedStates(policy, sequences, batch), sequences: batch.sequences }),
        variables,
      );
      return { value: computed.value, grads: variables.map((variable) => computed.grads[variable.name]) };
    });
    total += value.dataSync()[0];
    value.dispose();
    gradients = gradients.length === 0 ? grads : addInto(gradients, grads);
  }
  if (gradients.length === 0) gradients = variables.map((variable) => tf.zerosLike(variable));
  return { loss: total, gradients };
}

function addInto(sum: tf.Tensor[], more: tf.Tensor[]): tf.Tensor[] {
  return sum.map((tensor, i) => {
    const added = tf.add(tensor, more[i]);
    tensor.dispose();
    more[i].dispose();
    return added;
  });
}
