import type { Verdict } from "../countdown/index.js";
import type { RolloutBatch } from "./rollout-batch.js";

/** The response tokens of a rollout batch in columns without padding, one response after the other. */
export interface ResponseTokens {
  /** Token ids. */
  tokens: Int32Array;
  /** nats */
  entropies: Float32Array;
  /** nats */
  logProbs: Float32Array;
  /** A `ROLE` for each token. */
  roles: Uint8Array;
  /** The response that each token belongs to. */
  responses: Int32Array;
  /** Where each response begins; the last entry is the number of tokens. */
  starts: Int32Array;
}

/**
 * Lays the tokens of verified rollouts end to end, ready for the measures of `entropy/`.
 *
 * @throws where there is not one verdict, with a role for each token, for each response
 */
export function responseTokenColumns(batch: RolloutBatch, verdicts: readonly Verdict[]): ResponseTokens {
  if (verdicts.length !== batch.count)
    throw new Error(`wanted a verdict for each of ${batch.count} responses, received ${verdicts.length}`);
  const starts = new Int32Array(batch.count + 1);
  for (let row = 0; row < batch.count; row++) starts[row + 1] = starts[row] + batch.lengths[row];
  const count = starts[batch.count];
  const columns = {
    tokens: new Int32Array(count),
    entropies: new Float32Array(count),
    logProbs: new Float32Array(count),
    roles: new Uint8Array(count),
    responses: new Int32Array(count),
    starts,
  };
  for (let row = 0; row < batch.count; row++) {
    const [from, length] = [row * batch.maxLength, batch.lengths[row]];
    columns.tokens.set(batch.tokens.subarray(from, from + length), starts[row]);
    columns.entropies.set(batch.entropies.subarray(from, from + length), starts[row]);
    columns.logProbs.set(batch.logProbs.subarray(from, from + length), starts[row]);
    columns.roles.set(verdicts[row].roles, starts[row]);
    columns.responses.fill(row, starts[row], starts[row + 1]);
  }
  return columns;
}
