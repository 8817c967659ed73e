import { gatherRows, logProbEntropy, tf } from "../kernels/index.js";
import { hiddenStates, type Policy, projectToVocabulary } from "../policy/index.js";

/** A prompt and its response, with the response tokens that the loss looks at. */
export interface TrainingSequence {
  prompt: ArrayLike<number>;
  response: ArrayLike<number>;
  /** Positions in the response, ascending, whose log-probability enters the loss. */
  selected: Int32Array;
}

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
 * Loss and gradient, summed over micro-batches of similar length so that memory stays bounded.
 *
 * Nothing is computed that the loss cannot see: a sequence without a selected token is dropped, one is cut
 * behind its last selected token, and only selected positions are projected to the vocabulary.
 */
export function lossGradient(
  policy: Policy,
  sequences: readonly TrainingSequence[],
  loss: (selected: SelectedLogProbs) => tf.Scalar,
  { temperature = 1, microBatchTokens = 512 }: { temperature?: number; microBatchTokens?: number } = {},
): LossGradient {
  const variables = policy.variables();
  const logProbs: Float32Array[] = sequences.map(() => new Float32Array(0));
  let gradients: tf.Tensor[] = [];
  let total = 0;
  for (const batch of microBatches(sequences, microBatchTokens)) {
    const { value, grads, read } = microBatchGradient(policy, variables, sequences, batch, loss, temperature);
    total += value;
    let at = 0;
    for (const index of batch.sequences) {
      const count = sequences[index].selected.length;
      logProbs[index] = read.slice(at, at + count);
      at += count;
    }
    gradients = gradients.length === 0 ? grads : addInto(gradients, grads);
  }
  if (gradients.length === 0) gradients = variables.map((variable) => tf.zerosLike(variable));
  return { loss: total, gradients, logProbs };
}

interface MicroBatch {
  sequences: Int32Array;
  /** Input tokens of the longest sequence. */
  length: number;
}

/** Inputs needed: up to the token before the last selected one. */
function inputLength({ prompt, selected }: TrainingSequence): number {
  return prompt.length + selected[selected.length - 1];
}

function microBatches(sequences: readonly TrainingSequence[], microBatchTokens: number): MicroBatch[] {
  const byLength = sequences
    .map((sequence, index) => ({ index, length: sequence.selected.length > 0 ? inputLength(sequence) : 0 }))
    .filter(({ length }) => length > 0)
    .sort((a, b) => a.length - b.length || a.index - b.index);
  const batches: MicroBatch[] = [];
  let open: number[] = [];
  byLength.forEach(({ index, length }, i) => {
    open.push(index);
    const next = byLength[i + 1];
    if (next === undefined || (open.length + 1) * next.length > microBatchTokens) {
      batches.push({ sequences: Int32Array.from(open), length });
      open = [];
    }
  });
  return batches;
}

function microBatchGradient(
  policy: Policy,
  variables: tf.Variable[],
  sequences: readonly TrainingSequence[],
  { sequences: indices, length }: MicroBatch,
  loss: (selected: SelectedLogProbs) => tf.Scalar,
  temperature: number,
): { value: number; grads: tf.Tensor[]; read: Float32Array } {
  const { ids, rows, targets } = layOut(sequences, indices, length);
  let kept: tf.Tensor1D | undefined;
  const { value, grads } = tf.tidy(() => {
    const computed = tf.variableGrads(() => {
      const hidden = hiddenStates(policy, tf.tensor1d(ids, "int32"), { batch: indices.length, length });
      const selected = gatherRows(hidden, tf.tensor1d(rows, "int32"));
      const logits = projectToVocabulary(policy, selected);
      const { logProbs } = logProbEntropy(logits, tf.tensor1d(targets, "int32"), { temperature });
      kept = tf.keep(logProbs);
      return loss({ logProbs, sequences: indices });
    }, variables);
    return { value: computed.value, grads: variables.map((variable) => computed.grads[variable.name]) };
  });
  const read = kept!.dataSync() as Float32Array;
  kept!.dispose();
  const total = value.dataSync()[0];
  value.dispose();
  return { value: total, grads, read };
}

/** Right-padded inputs, the hidden rows that predict selected tokens, and those tokens. */
function layOut(
  sequences: readonly TrainingSequence[],
  indices: Int32Array,
  length: number,
): { ids: Int32Array; rows: Int32Array; targets: Int32Array } {
  const ids = new Int32Array(indices.length * length);
  const rows: number[] = [];
  const targets: number[] = [];
  indices.forEach((index, b) => {
    const sequence = sequences[index];
    const { prompt, response, selected } = sequence;
    for (let t = 0; t < inputLength(sequence); t++) {
      ids[b * length + t] = t < prompt.length ? prompt[t] : response[t - prompt.length];
    }
    for (const position of selected) {
      rows.push(b * length + prompt.length - 1 + position);
      targets.push(response[position]);
    }
  });
  return { ids, rows: Int32Array.from(rows), targets: Int32Array.from(targets) };
}

function addInto(sum: tf.Tensor[], more: tf.Tensor[]): tf.Tensor[] {
  return sum.map((tensor, i) => {
    const added = tf.add(tensor, more[i]);
    tensor.dispose();
    more[i].dispose();
    return added;
  });
}
