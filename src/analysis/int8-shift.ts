import { openModel, type Tokenizer } from "../models/index.js";
import { seededRng } from "../random/index.js";
import { sampleResponses, scoreSequences } from "../rollout/index.js";

/** By how much rounded weights change entropies. */
export interface Int8Shift {
  tokens: number;
  /** Mean of the entropy with int8 weights less that with the weights as stored, nats. */
  mean: number;
  /** Mean of its size, nats. */
  meanSize: number;
  /** The largest difference, nats. */
  largest: number;
}

/**
 * Reads a sampled text with the weights of a folder as they are stored, and rounded to int8. The shift is that of the
 * rounding: PyTorch with weights rounded in the same groups of 64 gives the same numbers (`benchmark/int8_shift.py`).
 * @param options tokens: length of the text; threads: as `openModel` has them
 * @throws Error as `openModel` does
 * @example int8Shift(folder, loadTokenizer(folder)).largest // nats
 */
export function int8Shift(
  folder: string,
  tokenizer: Tokenizer,
  { tokens = 64, threads }: { tokens?: number; threads?: number } = {},
): Int8Shift {
  const options = { rows: 1, maxLength: tokens + 1, threads };
  const stored = openModel(folder, options);
  const { columns } = sampleResponses(stored, [[tokenizer.eosId]], {
    ...{ maxNewTokens: tokens, eosId: [], rng: seededRng(0) },
  });
  stored.dispose();
  const rounded = openModel(folder, { ...options, dtype: "int8" });
  const text = [{ prompt: [tokenizer.eosId], response: columns.tokens }];
  const [entropies] = scoreSequences(rounded, text).entropies;
  rounded.dispose();
  const shifts = Array.from(entropies, (entropy, t) => entropy - columns.entropies[t]);
  return {
    tokens: shifts.length,
    mean: shifts.reduce((sum, shift) => sum + shift, 0) / shifts.length,
    meanSize: shifts.reduce((sum, shift) => sum + Math.abs(shift), 0) / shifts.length,
    largest: shifts.reduce((most, shift) => Math.max(most, Math.abs(shift)), 0),
  };
}
