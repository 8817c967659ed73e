import path from "node:path";
import type { Split } from "../../task/index.js";
import {
  evaluationLine,
  type MetricsLine,
  type RlvrConfig,
  RunFolder,
  type TrainingOptions,
  trainRlvr,
} from "../../training/index.js";
import type { StudyCell } from "../plan/presets.js";

/** Splits that are looked at once, after the last step. */
const FINAL_SPLITS: readonly Split[] = ["test", "ood"];
const FINAL_SAMPLES = 4;

/** Trains one cell, evaluates it on the held-out splits and keeps its metrics. A finished cell is left as it is. */
export async function runCell(
  { name, config }: StudyCell,
  folder: string,
  { onMetrics, signal }: Pick<TrainingOptions, "onMetrics" | "signal"> = {},
): Promise<void> {
  const run = new RunFolder<RlvrConfig>(path.join(folder, name));
  const unlock = run.lock();
  try {
    if (isFinished(run)) return;
    const { policy, metrics } = await trainRlvr(config, { folder: run, onMetrics, signal });
    for (const split of FINAL_SPLITS) {
      if (metrics.some((line) => line.split === split)) continue;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      run.append(
        evaluationLine(policy, config, config.steps, { split, samples: FINAL_SAMPLES, perProblem: true }),
      );
    }
    run.dropCheckpoint();
  } finally {
    unlock();
  }
}

/** All steps done and every held-out split evaluated. */
export function isFinished(run: RunFolder<unknown>): boolean {
  return finishedMetrics(run) !== null;
}

/** The metrics of a run with all steps done and every held-out split evaluated; null before that. */
export function finishedMetrics(run: RunFolder<unknown>): MetricsLine[] | null {
  if (!run.record()?.finished) return null;
  const lines = run.metrics();
  return FINAL_SPLITS.every((split) => lines.some((line) => line.split === split)) ? lines : null;
}
