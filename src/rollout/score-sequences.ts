import { checkTemperature, DIVERGED, logProbEntropy, tf } from "../kernels/index.js";
import { isInferenceModel, type LanguageModel, projectToVocabulary } from "../models/index.js";
import type { TokenStatistics } from "../token-rules/index.js";
import { startsOf } from "../tokens/index.js";
import { checkTokens } from "./check-tokens.js";
import { distributionStatistics, type ScoredStatistic } from "./distribution-statistics.js";
import { scoreByInference } from "./score-by-inference.js";
import { type Sequence, selectedStates, tokenBatches, wholeSequence } from "./token-batches.js";

/** Columns [response tokens], the sequences one after the other. */
export interface TokenScores extends Partial<Pick<TokenStatistics, ScoredStatistic>> {
  /** ln p of each response token given all before it, nats */
  logProbs: Float32Array;
  /** entropy of the distribution of each response token, nats */
  entropies: Float32Array;
}

export interface SequenceScores {
  /** For each sequence, ln p of each response token given all before it, nats. */
  logProbs: Float32Array[];
  /** For each sequence, the entropy of the distribution of each response token, nats. */
  entropies: Float32Array[];
}

export interface ScoreOptions {
  /** Logits are divided by it; default 1. */
  temperature?: number;
  /** Tokens in one forward pass of a policy, padding included, which bounds the memory; default 4096. */
  batchTokens?: number;
}

/** Logits that are held at the same time. */
const LOGITS_AT_ONCE = 2 ** 22;

/**
 * Teacher forcing: what a model thinks of given responses, in one forward pass each and without gradients.
 * Sequences are sorted by length and padded to the longest of their batch only; the scores come in the order given.
 *
 *     const { entropies } = scoreSequences(policy, [{ prompt: [9, 5, 3], response: [4, 7, 1] }]);
 *
 * @throws Error on an empty prompt, a token outside the vocabulary, a temperature that is not > 0, and when a score is
 * no number
 */
export function scoreSequences(
  model: LanguageModel,
  sequences: readonly Sequence[],
  options: ScoreOptions = {},
): SequenceScores {
  const { logProbs, entropies } = scoreTokens(model, sequences, options);
  const starts = startsOf(sequences.map(({ response }) => response.length));
  const apart = (column: Float32Array): Float32Array[] =>
    sequences.map((_, i) => column.subarray(starts[i], starts[i + 1]));
  return { logProbs: apart(logProbs), entropies: apart(entropies) };
}

/**
 * `scoreSequences` in columns, as `ResponseTokens` has them, with more of each token's distribution on request.
 *
 *     scoreTokens(policy, sequencesOf(rollouts), { statistics: ["maxProbability"] }).maxProbability
 */
export function scoreTokens(
  model: LanguageModel,
  sequences: readonly Sequence[],
  {
    temperature = 1,
    batchTokens = 4096,
    statistics = [],
  }: ScoreOptions & { statistics?: readonly ScoredStatistic[] } = {},
): TokenScores {
  checkTemperature(temperature);
  const { vocabSize } = model.config;
  for (const [i, { prompt, response }] of sequences.entries()) {
    checkTokens(prompt, vocabSize, { what: `the prompt of sequence ${i}`, atLeast: 1 });
    checkTokens(response, vocabSize, { what: `the response of sequence ${i}`, atLeast: 0 });
  }
  if (isInferenceModel(model)) return scoreByInference(model, sequences, { temperature, statistics });
  const whole = sequences.map(wholeSequence);
  const starts = startsOf(whole.map(({ selected }) => selected.length));
  const count = starts[sequences.length];
  const columns: Record<string, Float32Array> = {
    logProbs: new Float32Array(count),
    entropies: new Float32Array(count),
  };
  for (const name of statistics)
    columns[name] = new Float32Array(count * (name === "distribution" ? vocabSize : 1));

  const chunk = Math.max(1, Math.floor(LOGITS_AT_ONCE / vocabSize));
  for (const batch of tokenBatches(whole, batchTokens)) {
    const places = Array.from(batch.sequences, (i) => whole[i].selected.map((t) => starts[i] + t));
    const tokens = Int32Array.from(places.flatMap((part) => Array.from(part)));
    tf.tidy(() => {
      const { hidden, targets } = selectedStates(model, whole, batch);
      for (let from = 0; from < tokens.length; from += chunk) {
        const own = tokens.subarray(from, from + chunk);
        tf.tidy(() => {
          const rows = tf.slice(hidden, [from, 0], [own.length, -1]);
          const logits = projectToVocabulary(model, rows);
          const next = tf.slice(targets, [from], [own.length]);
          const read = {
            ...logProbEntropy(logits, next, { temperature }),
            ...distributionStatistics(logits, statistics, { temperature }),
          };
          for (const [name, tensor] of Object.entries(read)) scatter(tensor.dataSync(), own, columns[name]);
        });
      }
    });
  }
  if (columns.entropies.some(Number.isNaN)) throw new Error(DIVERGED);
  return columns as unknown as TokenScores;
}

/** Writes one row of values to each token's place. */
function scatter(values: ArrayLike<number>, places: Int32Array, column: Float32Array): void {
  const width = values.length / places.length;
  for (let i = 0; i < places.length; i++)
    for (let k = 0; k < width; k++) column[places[i] * width + k] = values[i * width + k];
}
