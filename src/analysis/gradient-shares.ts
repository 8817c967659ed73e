import { percentileBins } from "../entropy/index.js";
import { globalNorm, tf } from "../kernels/index.js";
import type { Policy } from "../models/index.js";
import { type SampledResponses, sequencesOf } from "../rollout/index.js";
import { isPacked, lossGradient, type SelectedLogProbs } from "../training/index.js";

/** What the tokens of one bin give to the policy gradient. */
export interface GradientShare {
  fromPercent: number;
  toPercent: number;
  tokens: number;
  /** Length of the bin's own gradient over that of the gradient of all tokens; bins may cancel each other. */
  length: number;
  /** Its projection on the gradient of all tokens, over that one's length: these add up to 1. */
  share: number;
}

/**
 * How the policy gradient sum_t A_t grad ln pi(t) of on-policy responses is made up, by percentile of the tokens' entropy. One
 * gradient for each bin, and one for all. A large decoder is gone through block by block, and the gradient of all tokens is held
 * outside of the engine, so that a second model may be there.
 *
 *     gradientShares(policy, { ...sampled, advantages }, { bins: 5 })[4].share // of the top 20 %
 *
 * @param batch advantages: one for each token; entropies in nats, by which the bins are made
 * @throws Error where no token has an advantage, so that there is no gradient to share
 */
export function gradientShares(
  policy: Policy,
  { advantages, ...batch }: Pick<SampledResponses, "prompts" | "columns"> & { advantages: ArrayLike<number> },
  { bins = 5 }: { bins?: number } = {},
): GradientShare[] {
  const { columns } = batch;
  const sequences = sequencesOf(batch);
  const options = isPacked(policy.config) ? { recompute: policy.config.layers, keep: 0 } : {};
  const gradientOf = (wanted: (t: number) => boolean): tf.Tensor[] => {
    const selected = sequences.map((sequence, r) => ({
      ...sequence,
      selected: Int32Array.from({ length: sequence.response.length }, (_, position) => position).filter(
        (position) => wanted(columns.starts[r] + position),
      ),
    }));
    const loss = ({ logProbs, sequences: own }: SelectedLogProbs): tf.Scalar => {
      const weights = Array.from(own).flatMap((r) =>
        Array.from(selected[r].selected, (position) => advantages[columns.starts[r] + position]),
      );
      return tf.sum(tf.mul(logProbs, tf.tensor1d(weights)));
    };
    return lossGradient(policy, selected, loss, options).gradients;
  };
  const hasAdvantage = (t: number): boolean => advantages[t] !== 0;
  const tensors = gradientOf(hasAdvantage);
  const length = globalNorm(tensors);
  const whole = tensors.map((tensor) => tensor.dataSync() as Float32Array);
  tf.dispose(tensors);
  if (!(length > 0))
    throw new Error(`the gradient of all tokens has the length ${length}; wanted one above 0`);
  return percentileBins(columns.entropies, bins).map((bin, b): GradientShare => {
    const inBin = new Set(bin);
    const own = gradientOf((t) => inBin.has(t) && hasAdvantage(t));
    const dot = own.reduce((sum, tensor, i) => sum + dotProduct(tensor, whole[i]), 0);
    const share = {
      fromPercent: (100 * b) / bins,
      toPercent: (100 * (b + 1)) / bins,
      tokens: bin.length,
      length: globalNorm(own) / length,
      share: dot / length ** 2,
    };
    tf.dispose(own);
    return share;
  });
}

function dotProduct(tensor: tf.Tensor, values: Float32Array): number {
  const own = tensor.dataSync() as Float32Array;
  let sum = 0;
  for (let i = 0; i < own.length; i++) sum += own[i] * values[i];
  return sum;
}
