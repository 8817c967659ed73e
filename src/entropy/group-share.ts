import { requireFinite, requireSameLength } from "./checks.js";

/** What one group of tokens holds of a measured quantity. */
export interface GroupShare {
  group: string;
  count: number;
  /** Share of all tokens. */
  tokenShare: number;
  /** Mean of the quantity over the group's tokens; 0 where the group is empty. */
  mean: number;
  /** Share of the quantity's sum over all tokens; 0 where that sum is 0. */
  share: number;
}

/**
 * How a quantity of tokens (their entropy, their squared gradient, their covariance term) is divided among
 * groups of tokens (their roles: real fork, decorative fork, determined, error).
 *
 * @param values one for each token, in any unit
 * @param groups for each token an index into `names`
 * @param names of the groups, in the order of the result
 * @throws on arrays of different length, NaN, or a group without a name
 * @example shareByGroup([1, 3], [0, 1], ["real", "determined"])[1].share // 0.75
 */
export function shareByGroup(
  values: ArrayLike<number>,
  groups: ArrayLike<number>,
  names: readonly string[],
): GroupShare[] {
  requireSameLength({ values, groups });
  requireFinite("values", values);
  const counts = new Float64Array(names.length);
  const sums = new Float64Array(names.length);
  for (let i = 0; i < values.length; i++) {
    if (!(groups[i] in names))
      throw new Error(`groups must be 0 to ${names.length - 1}, received ${groups[i]} at ${i}`);
    counts[groups[i]]++;
    sums[groups[i]] += values[i];
  }
  const total = sums.reduce((sum, part) => sum + part, 0);
  return names.map((group, i) => ({
    group,
    count: counts[i],
    tokenShare: values.length === 0 ? 0 : counts[i] / values.length,
    mean: counts[i] === 0 ? 0 : sums[i] / counts[i],
    share: total === 0 ? 0 : sums[i] / total,
  }));
}
