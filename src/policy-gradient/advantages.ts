import { grouped } from "../statistics/index.js";
import { checkLength } from "./checks.js";
import { tdResidual } from "./returns.js";

/** Rewards, of the order of 1, that differ by less are equal. */
const ROUNDING = 1e-12;

/**
 * Generalized advantage estimation: sum_l (gamma lambda)^l delta_{t+l}, with delta the TD residual.
 * lambda = 0 is the TD residual, lambda = 1 is reward-to-go minus V(s_t) (Schulman et al. 2015, Eq. 16).
 * `values` has one entry more than `rewards`, the last being V of the terminal state; otherwise it throws.
 * @example generalizedAdvantage([0, 1], [0.5, 0.75, 0], { lambda: 0 }) // [0.25, 0.25]
 */
export function generalizedAdvantage(
  rewards: ArrayLike<number>,
  values: ArrayLike<number>,
  { gamma = 1, lambda = 0.95 }: { gamma?: number; lambda?: number } = {},
): Float64Array {
  const advantages = tdResidual(rewards, values, { gamma });
  for (let t = advantages.length - 2; t >= 0; t--) advantages[t] += gamma * lambda * advantages[t + 1];
  return advantages;
}

/**
 * GRPO's advantage, one number per response: its reward minus the mean over its group (the responses to the same
 * prompt), divided by the group's standard deviation (the paper's Eq. 3; population form, over the group's size).
 * `standardize: false` leaves the division out, as Dr. GRPO does (arXiv 2503.20783).
 * A group whose rewards are all equal, but for rounding, teaches nothing: its advantages are 0.
 * `groups[i]` names the group of response i. Throws when the two lengths differ.
 * @example groupAdvantage([1, 0, 1, 1], [0, 0, 1, 1], { standardize: false }) // [0.5, -0.5, 0, 0]
 */
export function groupAdvantage(
  rewards: ArrayLike<number>,
  groups: ArrayLike<number>,
  { standardize = true }: { standardize?: boolean } = {},
): Float64Array {
  const advantages = new Float64Array(rewards.length);
  for (const members of groupMembers(rewards, groups).values()) {
    if (!hasSpread(rewards, members)) continue;
    const mean = meanOf(members, (i) => rewards[i]);
    const deviation = Math.sqrt(meanOf(members, (i) => (rewards[i] - mean) ** 2));
    for (const i of members) advantages[i] = (rewards[i] - mean) / (standardize ? deviation : 1);
  }
  return advantages;
}

/**
 * RLOO's advantage, one number per response: its reward minus the mean reward of the others in its group
 * (arXiv 2402.14740). It is the unstandardised group advantage times G / (G - 1) for a group of G.
 * Throws on a group of one response, which has no others.
 * @example leaveOneOutAdvantage([1, 0, 0], [0, 0, 0]) // [1, -0.5, -0.5]
 */
export function leaveOneOutAdvantage(rewards: ArrayLike<number>, groups: ArrayLike<number>): Float64Array {
  const advantages = new Float64Array(rewards.length);
  for (const [group, members] of groupMembers(rewards, groups)) {
    if (members.length < 2)
      throw new Error(`leave-one-out wants at least 2 responses a group, received 1 in group ${group}`);
    const sum = members.reduce((total, i) => total + rewards[i], 0);
    for (const i of members) advantages[i] = rewards[i] - (sum - rewards[i]) / (members.length - 1);
  }
  return advantages;
}

/**
 * DAPO's dynamic-sampling filter: the groups whose rewards are not all equal, 0 < #correct < G (arXiv 2503.14476,
 * Eq. 11; the constraint of the paper's Eq. 4 and 6). The others have advantage 0 and only dilute the batch.
 * @example groupsWithSpread([1, 0, 1, 1], [0, 0, 1, 1]) // group 0
 */
export function groupsWithSpread(rewards: ArrayLike<number>, groups: ArrayLike<number>): Set<number> {
  const spread = [...groupMembers(rewards, groups)].filter(([, members]) => hasSpread(rewards, members));
  return new Set(spread.map(([group]) => group));
}

/**
 * One value per response, repeated for each of its tokens: `responses[t]` is the response of token t.
 * @example perToken([0.5, -0.5], [0, 0, 1]) // [0.5, 0.5, -0.5]
 */
export function perToken(values: ArrayLike<number>, responses: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: responses.length }, (_, t) => {
    if (!(responses[t] in values))
      throw new Error(`token ${t} names response ${responses[t]}, but there are ${values.length} responses`);
    return values[responses[t]];
  });
}

function groupMembers(rewards: ArrayLike<number>, groups: ArrayLike<number>): Map<number, number[]> {
  checkLength("groups", groups, rewards.length, "reward");
  return grouped(Array.from(groups).keys(), (i) => groups[i]);
}

/** Whether rewards differ by more than rounding: 0.1 + 0.2 and 0.3 are the same reward, made of parts in another order. */
function hasSpread(rewards: ArrayLike<number>, members: readonly number[]): boolean {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const i of members) {
    low = Math.min(low, rewards[i]);
    high = Math.max(high, rewards[i]);
  }
  return high - low > ROUNDING * Math.max(1, Math.abs(low), Math.abs(high));
}

function meanOf(members: readonly number[], value: (index: number) => number): number {
  return members.reduce((sum, i) => sum + value(i), 0) / members.length;
}
