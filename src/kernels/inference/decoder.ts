import type { Decoder, DecoderOptions } from "../decoder.js";
import type { InferenceEngine } from "./engine.js";
import { type CachedSequence, createKvPages } from "./kv-pages.js";
import { computeRows, type TokenRow } from "./token-rows.js";

/**
 * `createDecoder` on the inference engine. Prompts and copies that begin alike share their keys and values.
 * @example createInferenceDecoder(engine, { maxLength: 64 })
 */
export function createInferenceDecoder(engine: InferenceEngine, { maxLength }: DecoderOptions): Decoder {
  const { plan, memory } = engine;
  const { vocabSize } = plan.shape;
  if (maxLength > plan.maxLength)
    throw new Error(
      `the model was opened for sequences of ${plan.maxLength} tokens, ${maxLength} are asked for`,
    );
  const pages = createKvPages(memory, plan);
  const logits = new Float32Array(memory.buffer, plan.at.logits, plan.rows * vocabSize);
  let sequences: CachedSequence[] = [];

  const append = (sequence: CachedSequence, id: number, wanted: boolean): TokenRow => {
    const position = sequence.length++;
    if (sequence.length > maxLength)
      throw new Error(
        `the decoder was opened for ${maxLength} tokens a row, token ${sequence.length} was fed`,
      );
    if (!pages.extend(sequence, sequence.length))
      throw new Error(
        `no page is left for token ${sequence.length} of a row: open the model for more rows or a greater length`,
      );
    return { id, sequence, position, wanted };
  };

  return {
    get rows(): number {
      return sequences.length;
    },

    prefill(prompts, copies): Float32Array {
      const rows = prompts.length * copies;
      if (rows > plan.rows)
        throw new Error(
          `the model was opened for ${plan.rows} rows, ${rows} are asked for: decode fewer at a time`,
        );
      pages.closeAll();
      const out = new Float32Array(rows * vocabSize);
      const starts = prompts.map(() => pages.open());
      const tokens = prompts.flatMap((prompt, p) =>
        Array.from(prompt, (id, t) => ({ id, p, last: t === prompt.length - 1 })),
      );
      for (let from = 0; from < tokens.length; from += plan.chunk) {
        const part = tokens.slice(from, from + plan.chunk);
        computeRows(
          engine,
          part.map(({ id, p, last }) => append(starts[p], id, last)),
          { output: "logits" },
        );
        for (const [i, { p }] of part.filter(({ last }) => last).entries()) {
          const own = logits.subarray(i * vocabSize, (i + 1) * vocabSize);
          for (let copy = 0; copy < copies; copy++) out.set(own, (p * copies + copy) * vocabSize);
        }
      }
      sequences = starts.flatMap((start) => [
        start,
        ...Array.from({ length: copies - 1 }, () => pages.fork(start)),
      ]);
      return out;
    },

    step(tokens): Float32Array {
      const rows = Array.from(tokens, (id, row) => append(sequences[row], id, true));
      computeRows(engine, rows, { output: "logits" });
      return logits.subarray(0, rows.length * vocabSize);
    },

    keep(rows): void {
      if (rows.length > plan.rows)
        throw new Error(
          `keep wants at most the ${plan.rows} rows that the model was opened for, received ${rows.length}`,
        );
      const taken = new Set<CachedSequence>();
      const wanted = Array.from(rows, (row) => sequences[row]);
      for (const sequence of sequences) if (!wanted.includes(sequence)) pages.close(sequence);
      sequences = wanted.map((sequence) => {
        if (taken.has(sequence)) return pages.fork(sequence);
        taken.add(sequence);
        return sequence;
      });
    },

    dispose: pages.closeAll,
  };
}
