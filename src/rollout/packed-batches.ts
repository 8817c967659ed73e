import { grouped } from "../statistics/index.js";
import { inputLength, type LaidOutBatch, type SelectedSequence } from "./token-batches.js";

/** Places in the sequences of a batch, for each token that may be computed: what attention sees bounds the memory, too. */
export const PLACES_PER_TOKEN = 4;

/**
 * Cuts sequences where a batch would compute more than `batchTokens` tokens, and lays the batches out packed: every
 * distinct beginning is computed once, such as the prompt of a group, and no padding is. A sequence without a selected
 * token is left out.
 *
 *     packedBatches([one, other], 512)[0].ids.length // 5 + 3 + 4 for a prompt of 5 tokens with responses of 3 and 4
 */
export function packedBatches(sequences: readonly SelectedSequence[], batchTokens: number): LaidOutBatch[] {
  const batches: LaidOutBatch[] = [];
  let open: number[] = [];
  let longest = 0;
  let beginnings = new Beginnings();
  const close = (): void => {
    if (open.length > 0) batches.push(packed(sequences, open, longest, beginnings));
    [open, longest, beginnings] = [[], 0, new Beginnings()];
  };
  for (const index of byPrompt(sequences)) {
    const inputs = inputsOf(sequences[index]);
    const places = (open.length + 1) * Math.max(longest, inputs.length);
    const tokens = beginnings.ids.length + beginnings.missing(inputs);
    if (tokens > batchTokens || places > PLACES_PER_TOKEN * batchTokens) close();
    beginnings.add(inputs);
    longest = Math.max(longest, inputs.length);
    open.push(index);
  }
  close();
  return batches;
}

/** Indices of the sequences with a selected token, those with the same prompt together, by ascending length. */
function byPrompt(sequences: readonly SelectedSequence[]): number[] {
  const selected = [...sequences.keys()].filter((index) => sequences[index].selected.length > 0);
  const groups = grouped(selected, (index) => Array.from(sequences[index].prompt).join());
  const lengthOf = (index: number): number => inputLength(sequences[index]);
  return [...groups.values()].flatMap((group) => group.sort((a, b) => lengthOf(a) - lengthOf(b) || a - b));
}

function inputsOf(sequence: SelectedSequence): number[] {
  return [...Array.from(sequence.prompt), ...Array.from(sequence.response)].slice(0, inputLength(sequence));
}

/** A tree of token sequences, with a row for every distinct beginning: its last token, after the row of the others. */
class Beginnings {
  readonly ids: number[] = [];
  private readonly rows = new Map<number, number>();

  /** How many rows the tokens would add. */
  missing(tokens: readonly number[]): number {
    let row = -1;
    for (const [t, token] of tokens.entries()) {
      const next = this.rows.get(key(row, token));
      if (next === undefined) return tokens.length - t;
      row = next;
    }
    return 0;
  }

  /** The row of each token. */
  add(tokens: readonly number[]): number[] {
    let row = -1;
    return tokens.map((token) => {
      const at = key(row, token);
      row = this.rows.get(at) ?? this.ids.push(token) - 1;
      this.rows.set(at, row);
      return row;
    });
  }
}

const key = (row: number, token: number): number => (row + 1) * 2 ** 32 + token;

function packed(
  sequences: readonly SelectedSequence[],
  indices: readonly number[],
  length: number,
  beginnings: Beginnings,
): LaidOutBatch {
  const rowOf = new Int32Array(indices.length * length);
  const placeOf = new Int32Array(beginnings.ids.length);
  const rows: number[] = [];
  const targets: number[] = [];
  for (const [b, index] of indices.entries()) {
    const { prompt, response, selected } = sequences[index];
    const own = beginnings.add(inputsOf(sequences[index]));
    rowOf.set(own, b * length);
    for (const [t, row] of own.entries()) placeOf[row] = b * length + t;
    for (const position of selected) {
      rows.push(own[prompt.length - 1 + position]);
      targets.push(response[position]);
    }
  }
  return {
    sequences: Int32Array.from(indices),
    layout: { batch: indices.length, length, packed: { rowOf, placeOf } },
    ids: Int32Array.from(beginnings.ids),
    rows: Int32Array.from(rows),
    targets: Int32Array.from(targets),
  };
}
