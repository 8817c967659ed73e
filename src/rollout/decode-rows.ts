import type { Decoder } from "../kernels/index.js";
import type { Stepwise } from "./in-turns.js";

/** Stands for the next token of a row that is complete. */
export const COMPLETE = -1;

/** The next token of each of the rows, or `COMPLETE`, given their logits [rows.length * vocabSize]. */
export type NextTokens = (rows: Int32Array, logits: Float32Array) => Int32Array;

/**
 * Decodes `copies` rows of every prompt, all at the same time, until each is complete; a complete row leaves the batch.
 * Row r continues prompt floor(r / copies).
 */
export function* decodeRows(
  decoder: Decoder,
  prompts: readonly ArrayLike<number>[],
  copies: number,
  nextTokens: NextTokens,
): Stepwise<void> {
  let logits = decoder.prefill(prompts, copies);
  let rows = Int32Array.from({ length: prompts.length * copies }, (_, row) => row); // row in each slot of the batch
  for (;;) {
    yield;
    let tokens = nextTokens(rows, logits);
    if (tokens.includes(COMPLETE)) {
      const slots = Int32Array.from(rows.keys()).filter((slot) => tokens[slot] !== COMPLETE);
      if (slots.length === 0) return;
      decoder.keep(slots);
      rows = slots.map((slot) => rows[slot]);
      tokens = slots.map((slot) => tokens[slot]);
    }
    logits = decoder.step(tokens);
  }
}
