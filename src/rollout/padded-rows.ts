import { type ResponseTokens, responsesOf, startsOf } from "../tokens/index.js";

/**
 * Responses that are being sampled, a row each with room for the longest: token t of row r is at r maxLength + t.
 * Nobody but the sampler sees this form.
 */
export interface PaddedRows {
  maxLength: number;
  /** [rows] index of the prompt */
  prompts: Int32Array;
  /** [rows] tokens so far */
  lengths: Int32Array;
  /** [rows maxLength] */
  tokens: Int32Array;
  logProbs: Float32Array;
  entropies: Float32Array;
}

/** `samplesPerPrompt` empty rows for each prompt, a prompt's rows one after the other. */
export function emptyRows(prompts: number, samplesPerPrompt: number, maxLength: number): PaddedRows {
  const count = prompts * samplesPerPrompt;
  return {
    maxLength,
    prompts: Int32Array.from({ length: count }, (_, row) => Math.floor(row / samplesPerPrompt)),
    lengths: new Int32Array(count),
    tokens: new Int32Array(count * maxLength),
    logProbs: new Float32Array(count * maxLength),
    entropies: new Float32Array(count * maxLength),
  };
}

/** The tokens of one row, a view. */
export function rowTokens({ tokens, lengths, maxLength }: PaddedRows, row: number): Int32Array {
  return tokens.subarray(row * maxLength, row * maxLength + lengths[row]);
}

/** The rows in columns without padding. */
export function rowColumns({ maxLength, prompts, lengths, ...padded }: PaddedRows): ResponseTokens {
  const starts = startsOf(lengths);
  const count = starts[lengths.length];
  const pack = <A extends Int32Array | Float32Array>(from: A, to: A): A => {
    for (let row = 0; row < lengths.length; row++)
      to.set(from.subarray(row * maxLength, row * maxLength + lengths[row]), starts[row]);
    return to;
  };
  return {
    tokens: pack(padded.tokens, new Int32Array(count)),
    starts,
    responses: responsesOf(starts),
    prompts,
    logProbs: pack(padded.logProbs, new Float32Array(count)),
    entropies: pack(padded.entropies, new Float32Array(count)),
  };
}
