import { type OpenModelOptions, openModel, type Tokenizer } from "../models/index.js";
import { seededRng } from "../random/index.js";
import { sampleResponses, scoreSequences } from "../rollout/index.js";

/** By how much rounded weights, or rounded keys and values, change entropies. */
export interface RoundingShift {
  tokens: number;
  /** Mean of the entropy with what is rounded less that without, nats. */
  mean: number;
  /** Mean of its size, nats. */
  meanSize: number;
  /** The largest difference, nats. */
  largest: number;
}

/**
 * Reads a text, sampled with the weights of a folder as they are stored, again with rounded weights, or keys and values. The
 * shift is that of the rounding: PyTorch with weights rounded in the same groups of 64 gives the same numbers as int8 weights
 * here (`benchmark/int8_shift.py`).
 * @param rounded what is rounded: int8 weights, float16 keys and values
 * @param options tokens: length of the text; threads: as `openModel` has them
 * @throws Error as `openModel` does
 * @example roundingShift(folder, loadTokenizer(folder), { dtype: "int8" }).largest // nats
 */
export function roundingShift(
  folder: string,
  tokenizer: Tokenizer,
  rounded: Pick<OpenModelOptions, "dtype" | "keysAndValues">,
  { tokens = 64, threads }: { tokens?: number; threads?: number } = {},
): RoundingShift {
  const options = { rows: 1, maxLength: tokens + 1, threads };
  const stored = openModel(folder, options);
  const { columns } = sampleResponses(stored, [[tokenizer.eosId]], {
    ...{ maxNewTokens: tokens, eosId: [], rng: seededRng(0) },
  });
  stored.dispose();
  const model = openModel(folder, { ...options, ...rounded });
  const text = [{ prompt: [tokenizer.eosId], response: columns.tokens }];
  const [entropies] = scoreSequences(model, text).entropies;
  model.dispose();
  const shifts = Array.from(entropies, (entropy, t) => entropy - columns.entropies[t]);
  return {
    tokens: shifts.length,
    mean: shifts.reduce((sum, shift) => sum + shift, 0) / shifts.length,
    meanSize: shifts.reduce((sum, shift) => sum + Math.abs(shift), 0) / shifts.length,
    largest: shifts.reduce((most, shift) => Math.max(most, Math.abs(shift)), 0),
  };
}
