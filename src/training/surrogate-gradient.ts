import { tf } from "../kernels/index.js";
import type { Policy } from "../models/index.js";
import type { SelectedSequence } from "../rollout/index.js";
import { type LossGradient, lossGradient } from "./gradient.js";
import { coefficientLoss, surrogateLoss } from "./surrogate-loss.js";

/** What the surrogate says of the selected tokens of one sequence, each array [selected]. */
export interface SurrogateColumns {
  /** nats, under the policy that sampled */
  oldLogProbs: Float32Array;
  advantages: Float32Array;
  weights: Float32Array;
  /** What stands for PPO's clipped ratio: see `TokenRule`. */
  coefficients?: Float32Array;
}

/** A sum of terms, one for each selected token; all that its gradient takes beside the policy. */
export interface Surrogate {
  sequences: readonly SelectedSequence[];
  /** One for each sequence. */
  columns: readonly SurrogateColumns[];
  clipLow: number;
  clipHigh: number;
  /** What the sum is divided by. */
  normalizer: number;
  temperature: number;
}

/**
 * Loss and gradient of a surrogate: the clipped one (paper Eq. 6), or that of a rule's coefficients.
 * @param options variables: as for `lossGradient`
 */
export function surrogateGradient(
  policy: Policy,
  surrogate: Surrogate,
  options: { variables?: tf.Variable[] } = {},
): LossGradient {
  const { sequences, columns, clipLow, clipHigh, normalizer, temperature } = surrogate;
  const hasCoefficients = columns.some(({ coefficients }) => coefficients);
  return lossGradient(
    policy,
    sequences,
    ({ logProbs, sequences: own }) => {
      const pick = (column: keyof SurrogateColumns): tf.Tensor1D =>
        tf.tensor1d(Float32Array.from(Array.from(own).flatMap((r) => Array.from(columns[r][column]!))));
      const weights = pick("weights");
      return hasCoefficients
        ? coefficientLoss(logProbs, { coefficients: pick("coefficients"), weights, normalizer })
        : surrogateLoss(
            logProbs,
            { oldLogProbs: pick("oldLogProbs"), advantages: pick("advantages"), weights },
            { clipLow, clipHigh, normalizer },
          );
    },
    { ...options, temperature },
  );
}
