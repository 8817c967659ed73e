/**
 * Sampled responses in columns. Row r answers prompt `groups[r]`; its token t stands at index r maxLength + t of the
 * flat columns, which are 0 behind a response's last token.
 */
export interface RolloutBatch {
  /** Number of responses. */
  count: number;
  /** Room for tokens in a row. */
  maxLength: number;
  /** [count] index into `prompts` */
  groups: Int32Array;
  prompts: readonly Int32Array[];
  /** [count maxLength] response tokens, the end-of-sequence token included */
  tokens: Int32Array;
  /** [count] tokens in each response */
  lengths: Int32Array;
  /** [count maxLength] 1 where a response token stands */
  mask: Uint8Array;
  /** [count maxLength] ln p of each token, nats */
  logProbs: Float32Array;
  /** [count maxLength] entropy of the distribution that each token was drawn from, nats */
  entropies: Float32Array;
  /** [count] 1 where the response ended with the end-of-sequence token, 0 where it ran out of length */
  finished: Uint8Array;
  /** [count] 0 until the caller fills it in */
  rewards: Float32Array;
}

/** An empty batch of `samplesPerPrompt` rows for each prompt, a prompt's rows one after the other. */
export function emptyBatch(
  prompts: readonly ArrayLike<number>[],
  samplesPerPrompt: number,
  maxLength: number,
): RolloutBatch {
  const count = prompts.length * samplesPerPrompt;
  return {
    count,
    maxLength,
    groups: Int32Array.from({ length: count }, (_, row) => Math.floor(row / samplesPerPrompt)),
    prompts: prompts.map((prompt) => Int32Array.from(prompt)),
    tokens: new Int32Array(count * maxLength),
    lengths: new Int32Array(count),
    mask: new Uint8Array(count * maxLength),
    logProbs: new Float32Array(count * maxLength),
    entropies: new Float32Array(count * maxLength),
    finished: new Uint8Array(count),
    rewards: new Float32Array(count),
  };
}

/** The tokens of one response, a view into the batch. */
export function responseTokens({ tokens, lengths, maxLength }: RolloutBatch, row: number): Int32Array {
  return tokens.subarray(row * maxLength, row * maxLength + lengths[row]);
}
