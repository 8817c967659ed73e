import { overlongPenalty } from "../policy-gradient/index.js";
import type { TaskResponse, Verdict } from "./task.js";

/**
 * What training pays for a response.
 *
 *     const brevity: Reward = ({ reward }, { tokens }) => reward - 0.001 * tokens.length;
 */
export type Reward = (verdict: Verdict, response: TaskResponse) => number;

export interface ShapedRewardOptions {
  /** Subtracted for each attempt after the first: the verdict's extra `waits`. */
  attemptCost?: number;
  /** Subtracted for each response token. */
  tokenCost?: number;
  /** Length in tokens of DAPO's soft overlong penalty before the budget; 0 turns it off. */
  overlongBuffer?: number;
  /** Response budget in tokens. */
  maxNewTokens: number;
}

/**
 * The verifier's reward less the costs of attempts, tokens and overlong responses. The reward function throws where
 * attempts cost something and the task does not count them.
 * @example shapedReward({ tokenCost: 0.01, maxNewTokens: 64 })(verdict, response) // 0.01 less for each token
 */
export function shapedReward({
  attemptCost = 0,
  tokenCost = 0,
  overlongBuffer = 0,
  maxNewTokens,
}: ShapedRewardOptions): Reward {
  return ({ reward, extras }, { tokens: { length } }) => {
    const waits = extras?.waits;
    if (attemptCost > 0 && waits === undefined)
      throw new Error('attemptCost wants a task whose verdicts have the extra "waits", received none');
    const overlong =
      overlongBuffer > 0 ? overlongPenalty(length, { maxLength: maxNewTokens, cache: overlongBuffer }) : 0;
    return reward - attemptCost * (waits ?? 0) - tokenCost * length + overlong;
  };
}
