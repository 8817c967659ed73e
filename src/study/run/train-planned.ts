import path from "node:path";
import {
  evaluationLine,
  type RlvrConfig,
  RunFolder,
  type TrainingOptions,
  trainRlvr,
} from "../../training/index.js";
import { HELD_OUT_SPLITS, isFinished } from "../plan/held-out.js";
import type { PlannedRun } from "../plan/planned-runs.js";

/** Does a planned run, evaluates it on the held-out splits and keeps its metrics. A finished run is left as it is. */
export async function trainPlanned(
  { name, config, heldOutSamples }: PlannedRun,
  folder: string,
  { onMetrics, signal }: Pick<TrainingOptions, "onMetrics" | "signal"> = {},
): Promise<void> {
  const run = new RunFolder<RlvrConfig>(path.join(folder, name));
  const unlock = run.lock();
  try {
    if (isFinished(run)) return;
    const { policy, metrics } = await trainRlvr(config, { folder: run, onMetrics, signal });
    for (const split of HELD_OUT_SPLITS) {
      if (metrics.some((line) => line.split === split)) continue;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      run.append(
        evaluationLine(policy, config, config.steps, { split, samples: heldOutSamples, perProblem: true }),
      );
    }
    run.dropCheckpoint();
  } finally {
    unlock();
  }
}
