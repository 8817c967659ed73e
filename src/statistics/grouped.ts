/**
 * The values of each key, keys in the order in which they first occur, values in theirs.
 * @example grouped([1, 2, 3], (value) => value % 2).get(1) // [1, 3]
 */
export function grouped<K, V>(values: Iterable<V>, keyOf: (value: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
