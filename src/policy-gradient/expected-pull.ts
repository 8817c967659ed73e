/** Advantages of one group of responses from their rewards. */
export type GroupAdvantages = (rewards: number[]) => ArrayLike<number>;

/**
 * What a group estimator pulls, in expectation, on the logit of a right answer that is given at rate p: the mean over
 * G responses of A_i (a_i - p), a_i = 1 for a right answer, enumerated over how many of them are right (binomial). The
 * exact gradient of the rate is p (1 - p); what an estimator makes of it is its weight on prompts of that rate.
 *
 * @param p in (0, 1)
 * @param advantageOf the estimator, on rewards of 0 and 1
 * @param options size: of the group, G; default 8
 * @throws on p outside (0, 1)
 * @example expectedPull(0.3, (rewards) => leaveOneOutAdvantage(rewards, rewards.map(() => 0))) // 0.21
 */
export function expectedPull(p: number, advantageOf: GroupAdvantages, { size = 8 } = {}): number {
  if (!(p > 0 && p < 1)) throw new Error(`the rate must lie in (0, 1), received ${p}`);
  let expected = 0;
  let binomial = 1;
  for (let right = 0; right <= size; right++) {
    const group = Array.from({ length: size }, (_, i) => (i < right ? 1 : 0));
    const advantages = advantageOf(group);
    const pull = group.reduce((sum: number, answer, i) => sum + (advantages[i] * (answer - p)) / size, 0);
    expected += binomial * p ** right * (1 - p) ** (size - right) * pull;
    binomial = (binomial * (size - right)) / (right + 1);
  }
  return expected;
}
