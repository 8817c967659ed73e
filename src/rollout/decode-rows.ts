import type { Decoder } from "../kernels/index.js";

/** The next token of a row, given its logits [vocabSize]; undefined when the row is complete. */
export type NextToken = (row: number, logits: Float32Array) => number | undefined;

/**
 * Decodes `copies` rows of every prompt, all at the same time, until each is complete; a complete row leaves the batch. Row r continues prompt
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
  const vocabSize = logits.length / rows.length;
  for (;;) {
    const going: number[] = [];
    const tokens: number[] = [];
    for (const [slot, row] of rows.entries()) {
      const token = nextToken(row, logits.subarray(slot * vocabSize, (slot + 1) * vocabSize));
      if (token === undefined) continue;
      going.push(slot);
      tokens.push(token);
    }
    onStep?.();
    if (going.length === 0) return;
    if (going.length < rows.length) {
      const slots = Int32Array.from(going);
      decoder.keep(slots);
      rows = slots.map((slot) => rows[slot]);
    }
    logits = decoder.step(Int32Array.from(tokens));
  }
}
