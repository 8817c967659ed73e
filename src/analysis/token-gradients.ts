import { globalNorm, tf } from "../kernels/index.js";
import type { Policy } from "../models/index.js";
import { groupAdvantage } from "../policy-gradient/index.js";
import type { Rng } from "../random/index.js";
import { type Sequence, sequencesOf } from "../rollout/index.js";
import { lossGradient } from "../training/index.js";
import type { MeasuredRollouts } from "./measured-rollouts.js";

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

/** Tokens drawn from a batch, with the squared length of each one's gradient; all columns [tokens drawn]. */
export interface DrawnGradients {
  squared: Float64Array;
  roles: Uint8Array;
  /** nats */
  entropies: Float64Array;
  /** The problem of each token. */
  problems: Int32Array;
}

/**
 * The squared gradients of tokens drawn at random, without replacement, from the responses whose group advantage is not 0.
 * @param options count: at most so many tokens, default 400
 * @example drawnTokenGradients(policy, rollouts, { rng: seededRng(1), count: 100 })
 */
export function drawnTokenGradients(
  policy: Policy,
  rollouts: MeasuredRollouts,
  { rng, count = 400 }: { rng: Rng; count?: number },
): DrawnGradients {
  const { columns } = rollouts;
  const advantages = groupAdvantage(columns.rewards, columns.prompts);
  const sequences = sequencesOf(rollouts);
  const eligible = Array.from(columns.tokens.keys()).filter((t) => advantages[columns.responses[t]] !== 0);
  const drawn = Array.from(rng.permutation(eligible.length).subarray(0, count), (i) => eligible[i]);
  const places = drawn.map((t): GradientToken => {
    const response = columns.responses[t];
    return {
      sequence: sequences[response],
      position: t - columns.starts[response],
      advantage: advantages[response],
    };
  });
  return {
    squared: squaredTokenGradients(policy, places),
    roles: Uint8Array.from(drawn, (t) => columns.roles[t]),
    entropies: Float64Array.from(drawn, (t) => columns.entropies[t]),
    problems: Int32Array.from(drawn, (t) => columns.prompts[columns.responses[t]]),
  };
}
