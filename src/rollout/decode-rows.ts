import type { Decoder } from "../kernels/index.js";

/** Finished rows leave the decoder's batch once fewer than this share of its rows goes on: leaving costs a copy. */
const COMPACT_BELOW = 0.75;

/** The next token of a row, given its logits [vocabSize]; undefined when the row is complete. */
export type NextToken = (row: number, logits: Float32Array) => number | undefined;

/**
 * Decodes `copies` rows of every prompt, all at the same time, until each is complete. Row r continues prompt
 * floor(r / copies).
 */
export function decodeRows(
  decoder: Decoder,
  prompts: readonly ArrayLike<number>[],
  copies: number,
  nextToken: NextToken,
  onStep?: () => void,
): void {
  let logits = decoder.prefill(prompts, copies);
  let rows = Int32Array.from({ length: prompts.length * copies }, (_, row) => row); // row in each slot of the batch
  const complete = new Uint8Array(rows.length);
  const vocabSize = logits.length / rows.length;
  for (;;) {
    let tokens = new Int32Array(rows.length);
    const going: number[] = [];
    for (const [slot, row] of rows.entries()) {
      if (complete[row]) continue;
      const token = nextToken(row, logits.subarray(slot * vocabSize, (slot + 1) * vocabSize));
      if (token === undefined) {
        complete[row] = 1;
      } else {
        tokens[slot] = token;
        going.push(slot);
      }
    }
    onStep?.();
    if (going.length === 0) return;
    if (going.length < COMPACT_BELOW * rows.length) {
      const slots = Int32Array.from(going);
      decoder.keep(slots);
      rows = slots.map((slot) => rows[slot]);
      tokens = slots.map((slot) => tokens[slot]);
    }
    logits = decoder.step(tokens);
  }
}
