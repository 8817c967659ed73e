import type { InferenceEngine } from "./engine.js";
import type { CachedSequence } from "./kv-pages.js";

/** A token that is to be computed: it becomes the last of its sequence. */
export interface TokenRow {
  id: number;
  sequence: CachedSequence;
  position: number;
  /** Whether the distribution after it is wanted; with a target, the target's log-probability too. */
  wanted: boolean;
  target?: number;
}

/** Computes the tokens, a sequence's one after the other. */
export function computeRows(
  { memory, plan, run }: InferenceEngine,
  rows: readonly TokenRow[],
  { output, scale = 1 }: { output: "logits" | "statistics"; scale?: number },
): void {
  const { at, chunk } = plan;
  const column = (address: number, length: number): Int32Array =>
    new Int32Array(memory.buffer, address, length);
  const [ids, positions] = [column(at.ids, chunk), column(at.positions, chunk)];
  const tables = column(at.tables, chunk);
  const runs = column(at.runs, 2 * chunk);
  const [headRows, targets] = [column(at.headRows, chunk), column(at.targets, chunk)];
  let runCount = 0;
  let headCount = 0;
  for (const [i, { id, sequence, position, wanted, target = -1 }] of rows.entries()) {
    ids[i] = id;
    positions[i] = position;
    tables[i] = sequence.table;
    if (i === 0 || rows[i - 1].sequence !== sequence) runs.set([i, 0], 2 * runCount++);
    runs[2 * runCount - 1]++;
    if (!wanted) continue;
    headRows[headCount] = i;
    targets[headCount++] = target;
  }
  run({ rows: rows.length, runs: runCount, headRows: headCount, output, scale });
}
