import { checkTemperature, DIVERGED, gatherRows, logProbEntropy, tf } from "../kernels/index.js";
import { hiddenStates, type Policy, projectToVocabulary } from "../models/index.js";
import { checkTokens } from "./check-tokens.js";
import { type RolloutBatch, responseTokens } from "./rollout-batch.js";

export interface Sequence {
  /** At least one token. */
  prompt: ArrayLike<number>;
  response: ArrayLike<number>;
}

export interface SequenceScores {
  /** For each sequence, ln p of each response token given all before it, nats. */
  logProbs: Float32Array[];
  /** For each sequence, the entropy of the distribution of each response token, nats. */
  entropies: Float32Array[];
}

export interface ScoreOptions {
  /** Logits are divided by it, a number > 0; default 1. */
  temperature?: number;
  /** Tokens in one forward pass, padding included, which bounds the memory; default 4096. */
  batchTokens?: number;
}

/** Logits that are held at the same time. */
const LOGITS_AT_ONCE = 2 ** 22;

/**
 * Teacher forcing: what the policy thinks of given responses, in one forward pass each and without gradients.
 * Sequences are sorted by length and padded to the longest of their batch only; the scores come in the order given.
 * Throws on an empty prompt, a token outside the vocabulary, a temperature that is not > 0, and when a score is no number.
 */
export function scoreSequences(
  policy: Pick<Policy, "config" | "weights">,
  sequences: readonly Sequence[],
  { temperature = 1, batchTokens = 4096 }: ScoreOptions = {},
): SequenceScores {
  checkTemperature(temperature);
  const logProbs = sequences.map(({ response }) => new Float32Array(response.length));
  const entropies = sequences.map(({ response }) => new Float32Array(response.length));
  for (const [i, { prompt, response }] of sequences.entries()) {
    checkTokens(prompt, policy.config.vocabSize, { what: `the prompt of sequence ${i}`, atLeast: 1 });
    checkTokens(response, policy.config.vocabSize, { what: `the response of sequence ${i}`, atLeast: 0 });
  }
  for (const members of batchesByLength(sequences, batchTokens)) {
    const scores = scoreBatch(
      policy,
      members.map((index) => sequences[index]),
      temperature,
    );
    let from = 0;
    for (const index of members) {
      const to = from + sequences[index].response.length;
      logProbs[index].set(scores.logProbs.subarray(from, to));
      entropies[index].set(scores.entropies.subarray(from, to));
      from = to;
    }
  }
  return { logProbs, entropies };
}

/** The sequences of a rollout batch, for `scoreSequences`. */
export function sequencesOf(batch: RolloutBatch): Sequence[] {
  return Array.from(batch.groups, (group, row) => ({
    prompt: batch.prompts[group],
    response: responseTokens(batch, row),
  }));
}

/** Tokens fed to the policy: all but the last, which nothing is predicted from. */
const inputLength = ({ prompt, response }: Sequence): number => prompt.length + response.length - 1;

/** Indices of the sequences with a response, shortest first, cut where a padded batch would pass `batchTokens`. */
function batchesByLength(sequences: readonly Sequence[], batchTokens: number): number[][] {
  const order = [...sequences.keys()]
    .filter((index) => sequences[index].response.length > 0)
    .sort((a, b) => inputLength(sequences[a]) - inputLength(sequences[b]));
  const batches: number[][] = [];
  for (const index of order) {
    const current = batches.at(-1);
    if (current && (current.length + 1) * inputLength(sequences[index]) <= batchTokens) current.push(index);
    else batches.push([index]);
  }
  return batches;
}

/** Scores of all response tokens of a batch, sequence after sequence. */
function scoreBatch(
  policy: Pick<Policy, "config" | "weights">,
  sequences: readonly Sequence[],
  temperature: number,
): { logProbs: Float32Array; entropies: Float32Array } {
  const length = Math.max(...sequences.map(inputLength));
  const ids = new Int32Array(sequences.length * length);
  const rows: number[] = [];
  const targets: number[] = [];
  for (const [i, { prompt, response }] of sequences.entries()) {
    const tokens = [...Array.from(prompt), ...Array.from(response)];
    ids.set(tokens.slice(0, -1), i * length);
    for (let t = prompt.length; t < tokens.length; t++) {
      rows.push(i * length + t - 1);
      targets.push(tokens[t]);
    }
  }
  const logProbs = new Float32Array(rows.length);
  const entropies = new Float32Array(rows.length);
  const chunk = Math.max(1, Math.floor(LOGITS_AT_ONCE / policy.config.vocabSize));
  tf.tidy(() => {
    const hidden = hiddenStates(policy, tf.tensor1d(ids, "int32"), { batch: sequences.length, length });
    for (let from = 0; from < rows.length; from += chunk) {
      tf.tidy(() => {
        const wanted = gatherRows(hidden, tf.tensor1d(rows.slice(from, from + chunk), "int32"));
        const next = tf.tensor1d(targets.slice(from, from + chunk), "int32");
        const scores = logProbEntropy(projectToVocabulary(policy, wanted), next, { temperature });
        logProbs.set(scores.logProbs.dataSync(), from);
        entropies.set(scores.entropies.dataSync(), from);
      });
    }
  });
  if (entropies.some(Number.isNaN)) throw new Error(DIVERGED);
  return { logProbs, entropies };
}
