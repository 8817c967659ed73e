/**
 * Token entropy H = -sum_j p_j ln p_j of p = softmax(logits / temperature), over the full vocabulary
 * (Wang et al. 2025, Eq. 1). It belongs to the position, not to the token that was sampled there.
 *
 * @param logits one row of V logits, or a list of rows; -Infinity marks an impossible token
 * @param options temperature: of the decoding, > 0; default 1
 * @returns nats in [0, ln V]: a number for one row, one number for each of several rows
 * @throws on an empty row, NaN, +Infinity, a row of impossible tokens only, or a temperature <= 0
 * @example tokenEntropy([0, 0]) // ln 2 = 0.693 nats
 */
export function tokenEntropy(logits: ArrayLike<number>, options?: { temperature?: number }): number;
export function tokenEntropy(
  rows: readonly ArrayLike<number>[],
  options?: { temperature?: number },
): Float64Array;
export function tokenEntropy(
  logits: ArrayLike<number> | readonly ArrayLike<number>[],
  { temperature = 1 }: { temperature?: number } = {},
): number | Float64Array {
  if (!(temperature > 0 && temperature < Number.POSITIVE_INFINITY))
    throw new Error(`temperature must be a number > 0, received ${temperature}`);
  if (typeof logits[0] !== "object") return rowEntropy(logits as ArrayLike<number>, temperature);
  return Float64Array.from(logits as readonly ArrayLike<number>[], (row) => rowEntropy(row, temperature));
}

/** With s_j = (z_j - max z) / T and Z = sum_j exp(s_j): H = ln Z - sum_j s_j exp(s_j) / Z. */
function rowEntropy(row: ArrayLike<number>, temperature: number): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let j = 0; j < row.length; j++) {
    if (Number.isNaN(row[j])) throw new Error(`logits must be numbers, received NaN at ${j}`);
    if (row[j] > highest) highest = row[j];
  }
  if (!Number.isFinite(highest))
    throw new Error(`a row of logits needs a finite maximum, received ${highest} over ${row.length} logits`);
  let normaliser = 0;
  let weighted = 0;
  for (let j = 0; j < row.length; j++) {
    const scaled = (row[j] - highest) / temperature;
    const weight = Math.exp(scaled);
    if (weight === 0) continue;
    normaliser += weight;
    weighted += scaled * weight;
  }
  return Math.max(0, Math.log(normaliser) - weighted / normaliser);
}
