/**
 * The tokens of sampled responses in columns, without padding, one response after the other: token i of response r is
 * at `starts[r] + i` of every column [tokens]. From rollout on, tokens travel in this form.
 *
 *     const { entropies, starts } = columns;
 *     const ofThirdResponse = entropies.subarray(starts[2], starts[3]);
 */
export interface ResponseTokens {
  /** [tokens] ids, the end-of-sequence token included */
  tokens: Int32Array;
  /** [responses + 1] where each response begins; the last entry is the number of tokens */
  starts: Int32Array;
  /** [tokens] the response that each token belongs to */
  responses: Int32Array;
  /** [responses] the prompt that each response answers: responses to the same prompt are a group */
  prompts: Int32Array;
  /** [tokens] ln p of each token, nats */
  logProbs: Float32Array;
  /** [tokens] entropy of the distribution that each token was drawn from, nats */
  entropies: Float32Array;
  /** [tokens] Psi_t, once the rewards are known */
  advantages?: Float64Array;
  /** [responses] once the responses are judged */
  rewards?: Float64Array;
  /** [tokens] role of each token, an index into the task's `roles`; where the task knows them */
  roles?: Uint8Array;
}

/** One response of which columns are made; arrays [its tokens], but for `prompt` and `reward`. */
export interface ResponseRow {
  tokens: ArrayLike<number>;
  /** Index of the prompt that it answers; default 0. */
  prompt?: number;
  logProbs: ArrayLike<number>;
  entropies: ArrayLike<number>;
  advantages?: ArrayLike<number>;
  reward?: number;
  roles?: ArrayLike<number>;
}

/**
 * Lays responses end to end. An optional column is there if every response has it.
 *
 *     responseColumns([{ tokens: [5, 1], logProbs: [-0.7, 0], entropies: [0.69, 0] }])
 *
 * @throws Error naming the response and the column whose length is not that of its tokens
 */
export function responseColumns(rows: readonly ResponseRow[]): ResponseTokens {
  const starts = startsOf(rows.map(({ tokens }) => tokens.length));
  const column = <A extends Int32Array | Float32Array | Float64Array | Uint8Array>(
    name: "tokens" | "logProbs" | "entropies" | "advantages" | "roles",
    empty: A,
  ): A => {
    for (const [r, row] of rows.entries()) {
      const values = row[name]!;
      if (values.length !== row.tokens.length)
        throw new Error(`response ${r} has ${row.tokens.length} tokens, but ${values.length} ${name}`);
      empty.set(values, starts[r]);
    }
    return empty;
  };
  const count = starts[rows.length];
  const all = (name: "advantages" | "reward" | "roles"): boolean =>
    rows.length > 0 && rows.every((row) => row[name] !== undefined);
  return {
    tokens: column("tokens", new Int32Array(count)),
    starts,
    responses: responsesOf(starts),
    prompts: Int32Array.from(rows, ({ prompt = 0 }) => prompt),
    logProbs: column("logProbs", new Float32Array(count)),
    entropies: column("entropies", new Float32Array(count)),
    ...(all("advantages") && { advantages: column("advantages", new Float64Array(count)) }),
    ...(all("reward") && { rewards: Float64Array.from(rows, ({ reward }) => reward!) }),
    ...(all("roles") && { roles: column("roles", new Uint8Array(count)) }),
  };
}

/**
 * Where each response begins, and after the last entry the number of tokens, from the responses' lengths.
 * @example startsOf([2, 1]) // [0, 2, 3]
 */
export function startsOf(lengths: ArrayLike<number>): Int32Array {
  const starts = new Int32Array(lengths.length + 1);
  for (let r = 0; r < lengths.length; r++) starts[r + 1] = starts[r] + lengths[r];
  return starts;
}

/**
 * The response of each token, from where the responses begin.
 * @example responsesOf(Int32Array.of(0, 2, 3)) // [0, 0, 1]
 */
export function responsesOf(starts: Int32Array): Int32Array {
  const responses = new Int32Array(starts[starts.length - 1]);
  for (let r = 0; r < starts.length - 1; r++) responses.fill(r, starts[r], starts[r + 1]);
  return responses;
}

/**
 * The number of responses.
 * @example responseCount({ starts: Int32Array.of(0, 2, 3) }) // 2
 */
export function responseCount({ starts }: Pick<ResponseTokens, "starts">): number {
  return starts.length - 1;
}

/**
 * Tokens in each response.
 * @example responseLengths({ starts: Int32Array.of(0, 2, 3) }) // [2, 1]
 */
export function responseLengths({ starts }: Pick<ResponseTokens, "starts">): Int32Array {
  return Int32Array.from({ length: starts.length - 1 }, (_, r) => starts[r + 1] - starts[r]);
}

/**
 * The place of each token in its response, from 0.
 * @example positionsInResponse(columns) // 0, 1, 2, 0, 1, ...
 */
export function positionsInResponse({
  starts,
  responses,
}: Pick<ResponseTokens, "starts" | "responses">): Int32Array {
  return responses.map((response, t) => t - starts[response]);
}

/**
 * One response's part of a column [tokens], a view.
 *
 *     ofResponse(columns, columns.entropies, 2) // entropies of the third response
 */
export function ofResponse<A extends { subarray(from: number, to: number): A }>(
  { starts }: Pick<ResponseTokens, "starts">,
  column: A,
  response: number,
): A {
  return column.subarray(starts[response], starts[response + 1]);
}

/**
 * The given responses alone, in the given order, as columns of their own: `responses` counts them anew, `prompts`
 * goes on naming the prompts they answer.
 *
 *     selectResponses(columns, [0, 2]).starts // [0, length of 0, length of 0 + length of 2]
 */
export function selectResponses(columns: ResponseTokens, selected: ArrayLike<number>): ResponseTokens {
  const own = Array.from(selected);
  const starts = startsOf(own.map((r) => columns.starts[r + 1] - columns.starts[r]));
  const pick = <A extends Int32Array | Float32Array | Float64Array | Uint8Array>(column: A): A =>
    selectTokens(columns, column, own);
  const { advantages, rewards, roles } = columns;
  return {
    tokens: pick(columns.tokens),
    starts,
    responses: responsesOf(starts),
    prompts: Int32Array.from(own, (r) => columns.prompts[r]),
    logProbs: pick(columns.logProbs),
    entropies: pick(columns.entropies),
    ...(advantages && { advantages: pick(advantages) }),
    ...(rewards && { rewards: Float64Array.from(own, (r) => rewards[r]) }),
    ...(roles && { roles: pick(roles) }),
  };
}

/**
 * A column [tokens] for the given responses alone, in the given order.
 * @example selectTokens(columns, columns.entropies, [1]) // those of the second response
 */
export function selectTokens<A extends Int32Array | Float32Array | Float64Array | Uint8Array>(
  columns: Pick<ResponseTokens, "starts">,
  column: A,
  selected: ArrayLike<number>,
): A {
  const parts = Array.from(selected, (r) => ofResponse(columns, column as Uint8Array, r));
  const joined = new (column.constructor as new (length: number) => A)(
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
