/**
 * DAPO's soft overlong penalty (arXiv 2503.14476, Eq. 13), added to the reward of a response of `length` tokens:
 * 0 up to maxLength - cache, from there linearly down to -1 at maxLength, and -1 above.
 * The paper uses maxLength 20480 and cache 4096. Throws unless 0 < cache <= maxLength.
 * @example overlongPenalty(90, { maxLength: 100, cache: 20 }) // -0.5
 */
export function overlongPenalty(
  length: number,
  { maxLength, cache }: { maxLength: number; cache: number },
): number {
  if (!(cache > 0 && cache <= maxLength))
    throw new Error(`cache must lie in (0, maxLength = ${maxLength}], received ${cache}`);
  if (length <= maxLength - cache) return 0;
  return Math.max(-1, (maxLength - cache - length) / cache);
}
