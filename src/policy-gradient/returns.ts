import { checkLength } from "./checks.js";

/**
 * The six choices of Psi_t in the policy gradient g = E[sum_t Psi_t grad log pi(a_t|s_t)]
 * (Schulman et al. 2015, arXiv 1506.02438, Eq. 1). Each returns one number per time step of one trajectory.
 * Rewards are undiscounted unless `gamma` is given.
 */
export interface DiscountOptions {
  /** Discount per step, default 1. */
  gamma?: number;
}

/**
 * Form 1: the trajectory's total return sum_t gamma^t r_t, the same at every step.
 * @example totalReturn([1, 0, 2]) // [3, 3, 3]
 */
export function totalReturn(rewards: ArrayLike<number>, { gamma = 1 }: DiscountOptions = {}): Float64Array {
  let total = 0;
  for (let t = rewards.length - 1; t >= 0; t--) total = rewards[t] + gamma * total;
  return new Float64Array(rewards.length).fill(total);
}

/**
 * Form 2: the return from step t on, sum_{t' >= t} gamma^(t'-t) r_t'.
 * @example rewardToGo([1, 0, 2]) // [3, 2, 2]
 */
export function rewardToGo(rewards: ArrayLike<number>, { gamma = 1 }: DiscountOptions = {}): Float64Array {
  const toGo = new Float64Array(rewards.length);
  let rest = 0;
  for (let t = rewards.length - 1; t >= 0; t--) {
    rest = rewards[t] + gamma * rest;
    toGo[t] = rest;
  }
  return toGo;
}

/**
 * Form 3: reward-to-go minus a baseline b(s_t): one number for all steps, or one per step.
 * Throws when a baseline array does not hold one number per reward.
 * @example baselinedReturn([0, 1], 0.5) // [0.5, 0.5]
 */
export function baselinedReturn(
  rewards: ArrayLike<number>,
  baseline: number | ArrayLike<number>,
  { gamma = 1 }: DiscountOptions = {},
): Float64Array {
  if (typeof baseline !== "number") checkLength("baseline", baseline, rewards.length, "reward");
  const toGo = rewardToGo(rewards, { gamma });
  return toGo.map((value, t) => value - (typeof baseline === "number" ? baseline : baseline[t]));
}

/**
 * Form 4: Q(s_t, a_t), looked up in `q[state][action]`. Throws on a state or action outside the table.
 * @example stateActionValue([[1, 0]], [0], [1]) // [0]
 */
export function stateActionValue(
  q: ArrayLike<ArrayLike<number>>,
  states: ArrayLike<number>,
  actions: ArrayLike<number>,
): Float64Array {
  checkLength("actions", actions, states.length, "state");
  return Float64Array.from({ length: states.length }, (_, t) =>
    entry("q[state]", entry("q", q, states[t]), actions[t]),
  );
}

/**
 * Form 5: the advantage A(s_t, a_t) = q[s_t][a_t] - v[s_t]. Throws on a state or action outside the tables.
 * @example advantageValue([[1, 0]], [0.25], [0], [1]) // [-0.25]
 */
export function advantageValue(
  q: ArrayLike<ArrayLike<number>>,
  v: ArrayLike<number>,
  states: ArrayLike<number>,
  actions: ArrayLike<number>,
): Float64Array {
  return stateActionValue(q, states, actions).map((value, t) => value - entry("v", v, states[t]));
}

/**
 * Form 6: the temporal-difference residual r_t + gamma V(s_{t+1}) - V(s_t). `values` holds V at every visited
 * state and then V of the terminal state, which is 0: one entry more than `rewards`, or it throws.
 * @example tdResidual([0, 1], [0.5, 0.75, 0]) // [0.25, 0.25]
 */
export function tdResidual(
  rewards: ArrayLike<number>,
  values: ArrayLike<number>,
  { gamma = 1 }: DiscountOptions = {},
): Float64Array {
  if (values.length !== rewards.length + 1) {
    throw new Error(
      `values wants one entry per state, the terminal one included (${rewards.length + 1} for ` +
        `${rewards.length} rewards), received ${values.length}`,
    );
  }
  return Float64Array.from(
    { length: rewards.length },
    (_, t) => rewards[t] + gamma * values[t + 1] - values[t],
  );
}

function entry<T>(name: string, table: ArrayLike<T>, index: number): T {
  if (!Number.isInteger(index) || index < 0 || index >= table.length) {
    throw new Error(`${name} holds entries 0 to ${table.length - 1}, received the index ${index}`);
  }
  return table[index];
}
