import { tf } from "../kernels/index.js";
import type { TokenStatistic } from "../token-rules/index.js";

/** The statistics that a distribution alone gives; the other two are of another model's. */
export type ScoredStatistic = Exclude<TokenStatistic, "referenceLogProbs" | "oldDistribution">;

/** ln p of a token that cannot occur, in place of -Infinity: its p^2 ln p is 0. */
const LOWEST_LOG = -1e4;

/**
 * The wanted statistics of softmax(logits / temperature), each [M] but `distribution` [M, vocabSize]; nothing is
 * computed where nothing is wanted.
 * @param logits [M, vocabSize]
 */
export function distributionStatistics(
  logits: tf.Tensor2D,
  wanted: readonly ScoredStatistic[],
  { temperature = 1 }: { temperature?: number } = {},
): Partial<Record<ScoredStatistic, tf.Tensor>> {
  if (wanted.length === 0) return {};
  const logP = tf.maximum(tf.logSoftmax<tf.Tensor>(tf.div(logits, temperature)), LOWEST_LOG);
  const p = tf.exp(logP);
  const compute: Record<ScoredStatistic, () => tf.Tensor> = {
    maxProbability: () => tf.max(p, 1),
    collisionMass: () => tf.sum(tf.square(p), 1),
    collisionLog: () => tf.sum(tf.mul(tf.square(p), logP), 1),
    distribution: () => p,
  };
  return Object.fromEntries(wanted.map((name) => [name, compute[name]()]));
}
