import { gatherRows, tf } from "../kernels/index.js";
import { type BatchLayout, hiddenStates, type Policy } from "../models/index.js";

/** A prompt and its response. */
export interface Sequence {
  /** At least one token. */
  prompt: ArrayLike<number>;
  response: ArrayLike<number>;
}

/** A sequence with the response tokens that are looked at: scored, or trained on. */
export interface SelectedSequence extends Sequence {
  /** Positions in the response, ascending. */
  selected: Int32Array;
}

/**
 * A sequence with all of its response tokens selected.
 * @example wholeSequence({ prompt: [1, 2], response: [3, 4, 5] }).selected // [0, 1, 2]
 */
export function wholeSequence({ prompt, response }: Sequence): SelectedSequence {
  return { prompt, response, selected: Int32Array.from({ length: response.length }, (_, t) => t) };
}

/** Sequences of similar length that go through the decoder together. */
export interface TokenBatch {
  /** Indices into the list of sequences. */
  sequences: Int32Array;
  /** Input tokens of the longest sequence. */
  length: number;
}

/** What the decoder makes of a batch, in the order of its sequences and, within one, of its `selected` positions. */
export interface SelectedStates {
  /** [tokens, hiddenSize]: the last hidden state before each selected token */
  hidden: tf.Tensor2D;
  /** [tokens], int32: the selected tokens */
  targets: tf.Tensor1D;
}

/**
 * Cuts sequences, by ascending length, where a padded batch would pass `batchTokens`, which bounds the memory. A
 * sequence without a selected token is left out.
 * @example tokenBatches([wholeSequence({ prompt: [1, 2], response: [3] })], 4096).length // 1
 */
export function tokenBatches(sequences: readonly SelectedSequence[], batchTokens: number): TokenBatch[] {
  const byLength = sequences
    .map((sequence, index) => ({ index, length: sequence.selected.length > 0 ? inputLength(sequence) : 0 }))
    .filter(({ length }) => length > 0)
    .sort((a, b) => a.length - b.length || a.index - b.index);
  const batches: TokenBatch[] = [];
  let open: number[] = [];
  byLength.forEach(({ index, length }, i) => {
    open.push(index);
    const next = byLength[i + 1];
    if (next === undefined || (open.length + 1) * next.length > batchTokens) {
      batches.push({ sequences: Int32Array.from(open), length });
      open = [];
    }
  });
  return batches;
}

/**
 * The states in which the selected tokens of a batch were chosen. Differentiable in the weights.
 * A sequence is cut behind its last selected token, and only selected positions are kept.
 * @example selectedStates(policy, sequences, tokenBatches(sequences, 4096)[0])
 */
export function selectedStates(
  policy: Pick<Policy, "config" | "weights">,
  sequences: readonly SelectedSequence[],
  batch: TokenBatch,
): SelectedStates {
  const laidOut = layOut(sequences, batch);
  const hidden = hiddenStates(policy, tf.tensor1d(laidOut.ids, "int32"), laidOut.layout);
  return pickStates(hidden, laidOut);
}

/**
 * Of the hidden states of a laid-out batch those before its selected tokens.
 * @example pickStates(hiddenStates(policy, ids, laidOut), laidOut)
 */
export function pickStates(hidden: tf.Tensor2D, { rows, targets }: LaidOutBatch): SelectedStates {
  return {
    hidden: gatherRows(hidden, tf.tensor1d(rows, "int32")),
    targets: tf.tensor1d(targets, "int32"),
  };
}

/**
 * Inputs needed: up to the token before the last selected one.
 * @example inputLength({ prompt: [1, 2], response: [3, 4], selected: Int32Array.of(0) }) // 2
 */
export function inputLength({ prompt, selected }: SelectedSequence): number {
  return prompt.length + selected[selected.length - 1];
}

/** A batch as the decoder reads it. */
export interface LaidOutBatch extends Pick<TokenBatch, "sequences"> {
  layout: BatchLayout;
  /** The token id of each row. */
  ids: Int32Array;
  /** [tokens] the rows of the hidden states that predict selected tokens */
  rows: Int32Array;
  /** [tokens] those tokens */
  targets: Int32Array;
}

/**
 * Inputs, padded on the right, and targets of a batch; a sequence is cut behind its last selected token.
 * @example layOut(sequences, tokenBatches(sequences, 4096)[0])
 */
export function layOut(
  sequences: readonly SelectedSequence[],
  { sequences: indices, length }: TokenBatch,
): LaidOutBatch {
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
  return {
    sequences: indices,
    layout: { batch: indices.length, length },
    ids,
    rows: Int32Array.from(rows),
    targets: Int32Array.from(targets),
  };
}
