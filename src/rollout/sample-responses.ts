import { fastestRows } from "../kernels/index.js";
import { isInferenceModel, type LanguageModel, openDecoder } from "../models/index.js";
import type { Rng } from "../random/index.js";
import type { ResponseTokens } from "../tokens/index.js";
import { checkTokens } from "./check-tokens.js";
import { tokenChooser } from "./choose-tokens.js";
import { COMPLETE, decodeRows } from "./decode-rows.js";
import { atOnce, type Stepwise } from "./in-turns.js";
import { emptyRows, rowColumns, rowTokens } from "./padded-rows.js";
import type { TemperatureRule } from "./temperature.js";

/** How far sampling has come. */
export interface SamplingProgress {
  /** Tokens sampled so far. */
  tokens: number;
  /** Responses that are complete. */
  complete: number;
  /** Responses asked for. */
  count: number;
}

export interface SampleOptions {
  /** Responses for each prompt (a group); default 1. */
  samplesPerPrompt?: number;
  /** Longest response, in tokens. */
  maxNewTokens: number;
  /** A number > 0, or a rule that gives each token its own, such as `twoTemperatures`; default 1. */
  temperature?: number | TemperatureRule;
  /** Takes the most likely token instead of drawing one; the temperature is then not used. Default false. */
  greedy?: boolean;
  rng: Rng;
  /** The place of the first prompt in a longer list of which these are a part, whose random streams they draw from; default 0. */
  firstPrompt?: number;
  /** The token that ends a response, or all that do. */
  eosId: number | readonly number[];
  /**
   * Sequences that are decoded at the same time, which bounds the memory; default for a policy `fastestRows()`, 64 on
   * WebAssembly, and what an inference model was opened for.
   */
  batchRows?: number;
  /** Called after every decoding step. */
  onProgress?: (progress: SamplingProgress) => void;
  /**
   * Looked at before every decoding step; once aborted, sampling throws its reason. What samples at a go hears only its
   * own `onProgress`; `inTurns` lets a timer or a Stop abort it.
   */
  signal?: AbortSignal;
}

/** Responses as they were sampled, `samplesPerPrompt` to each prompt, a prompt's one after the other. */
export interface SampledResponses {
  /** Token ids of the prompts that `columns.prompts` names. */
  prompts: readonly Int32Array[];
  columns: ResponseTokens;
  /** [responses] 1 where the response ended with the end-of-sequence token, 0 where it ran out of length */
  finished: Uint8Array;
}

/**
 * Samples responses from a model, token by token with a key-value cache; a group's prompt is computed once.
 *
 * `logProbs` and `entropies` are those of the distribution that each token was drawn from, softmax(logits /
 * temperature) over the full vocabulary (greedy: softmax(logits)).
 *
 * Every row draws from a random stream of its own, derived from `rng` and the row's index: up to float rounding its
 * text depends neither on `batchRows` nor on when other rows finish. The call takes one draw from `rng`, so that the
 * next call gives other samples. Throws on an empty prompt, on a token outside the vocabulary and on a bad option.
 *
 *     const { columns } = sampleResponses(policy, [[9, 5, 3]], { maxNewTokens: 20, rng: seededRng(1), eosId: 1 });
 */
export function sampleResponses(
  model: LanguageModel,
  prompts: readonly ArrayLike<number>[],
  options: SampleOptions,
): SampledResponses {
  return atOnce(sampleStepwise(model, prompts, options));
}

/**
 * `sampleResponses`, waiting before each decoding step where it is asked to.
 * @example await inTurns(sampleStepwise(policy, prompts, { ...options, signal: AbortSignal.timeout(5000) }))
 */
export function* sampleStepwise(
  model: LanguageModel,
  prompts: readonly ArrayLike<number>[],
  options: SampleOptions,
): Stepwise<SampledResponses> {
  const { samplesPerPrompt = 1, maxNewTokens, temperature = 1, greedy = false, rng, eosId } = options;
  const { firstPrompt = 0 } = options;
  const { batchRows = isInferenceModel(model) ? model.rows : fastestRows(), onProgress, signal } = options;
  checkCounts({ samplesPerPrompt, maxNewTokens, batchRows });
  for (const [i, prompt] of prompts.entries())
    checkTokens(prompt, model.config.vocabSize, { what: `prompt ${firstPrompt + i}`, atLeast: 1 });
  const batch = emptyRows(prompts.length, samplesPerPrompt, maxNewTokens);
  const count = batch.lengths.length;
  const finished = new Uint8Array(count);
  const endIds = new Set([eosId].flat());
  const streams = rng.split(rng.integer(2 ** 31));
  const progress: SamplingProgress = { tokens: 0, complete: 0, count };
  const rowStreams = Array.from({ length: count }, (_, row) =>
    streams.split(firstPrompt * samplesPerPrompt + row),
  );
  const chooseTokens = tokenChooser({
    ...{ vocabSize: model.config.vocabSize, temperature, greedy },
    stateOf: (row) => ({ group: batch.prompts[row], response: rowTokens(batch, row) }),
    uniformOf: (row) => rowStreams[row].uniform(),
  });

  /** Chooses and records the next token of each row. */
  const extend = (rows: Int32Array, logits: Float32Array): Int32Array => {
    signal?.throwIfAborted();
    const { tokens, logProbs, entropies } = chooseTokens(rows, logits);
    for (const [i, row] of rows.entries()) {
      const at = row * maxNewTokens + batch.lengths[row]++;
      batch.tokens[at] = tokens[i];
      batch.logProbs[at] = logProbs[i];
      batch.entropies[at] = entropies[i];
      const ended = endIds.has(tokens[i]);
      if (ended) finished[row] = 1;
      if (!ended && batch.lengths[row] < maxNewTokens) continue;
      tokens[i] = COMPLETE;
      progress.complete++;
    }
    progress.tokens += rows.length;
    onProgress?.({ ...progress });
    return tokens;
  };

  const longest = prompts.reduce((length, prompt) => Math.max(length, prompt.length), 0);
  const decoder = openDecoder(model, { maxLength: longest + maxNewTokens });
  try {
    for (const { first, groups, copies } of rowBatches(prompts.length, samplesPerPrompt, batchRows)) {
      const start = Math.floor(first / samplesPerPrompt);
      yield* decodeRows(decoder, prompts.slice(start, start + groups), copies, (rows, logits) =>
        extend(
          rows.map((row) => first + row),
          logits,
        ),
      );
    }
  } finally {
    decoder.dispose();
  }
  return { prompts: prompts.map((prompt) => Int32Array.from(prompt)), columns: rowColumns(batch), finished };
}

/** How responses are sampled: `sampleStepwise`, or what shares its work out. */
export type Sampler = typeof sampleStepwise;

/** Cuts the rows into batches of at most `limit`: whole groups where they fit, else parts of one group. */
function* rowBatches(groups: number, samplesPerPrompt: number, limit: number) {
  const wholeGroups = Math.floor(limit / samplesPerPrompt);
  for (let group = 0; group < groups; group += Math.max(1, wholeGroups)) {
    const first = group * samplesPerPrompt;
    if (wholeGroups > 0) {
      yield { first, groups: Math.min(wholeGroups, groups - group), copies: samplesPerPrompt };
      continue;
    }
    for (let sample = 0; sample < samplesPerPrompt; sample += limit)
      yield { first: first + sample, groups: 1, copies: Math.min(limit, samplesPerPrompt - sample) };
  }
}

function checkCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts))
    if (!Number.isInteger(value) || value < 1)
      throw new Error(`${name} must be a whole number >= 1, received ${value}`);
}
