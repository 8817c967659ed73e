/**
 * The largest absolute difference between two lists of one length. Throws on lists of different length.
 * @example largestDifference([1, 2], [1, 5]) // 3
 */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length)
    throw new Error(`largestDifference wants lists of one length, received ${a.length} and ${b.length}`);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}
