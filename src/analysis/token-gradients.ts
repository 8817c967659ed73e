import { globalNorm, tf } from "../kernels/index.js";
import type { Policy } from "../models/index.js";
import type { Sequence } from "../rollout/index.js";
import { lossGradient } from "../training/index.js";

/** One token of a response, whose gradient is wanted. */
export interface GradientToken {
  sequence: Sequence;
  /** Its place in the response. */
  position: number;
  advantage: number;
}

/**
 * Squared length of each token's own policy gradient, |A_t grad log pi(o_t)|^2 over all parameters, one backward pass
 * a token. Their shares say which tokens carry the squared gradient; the gradients themselves may cancel in a sum.
 */
export function squaredTokenGradients(policy: Policy, tokens: readonly GradientToken[]): Float64Array {
  return Float64Array.from(tokens, ({ sequence, position, advantage }) => {
    const selected = { ...sequence, selected: Int32Array.of(position) };
    const { gradients } = lossGradient(policy, [selected], ({ logProbs }) => tf.sum(logProbs));
    const norm = globalNorm(gradients);
    tf.dispose(gradients);
    return (advantage * norm) ** 2;
  });
}
