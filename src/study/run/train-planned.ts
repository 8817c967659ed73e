import path from "node:path";
import type { Policy } from "../../models/index.js";
import {
  evaluationLine,
  type RecordedEvaluation,
  type RlvrConfig,
  RunFolder,
  type TrainingOptions,
  trainRlvr,
} from "../../training/index.js";
import { HELD_OUT_SAMPLES, heldOutSplits, isFinished } from "../plan/held-out.js";
import type { PlannedRun } from "../plan/planned-runs.js";

/**
 * Does a planned run, evaluates it on the held-out splits, through training where asked, and keeps its metrics. A finished
 * run is left as it is.
 */
export async function trainPlanned(
  { name, config, heldOutSamples, heldOutEvery = 0, task }: PlannedRun,
  folder: string,
  { onMetrics, signal }: Pick<TrainingOptions, "onMetrics" | "signal"> = {},
): Promise<void> {
  const run = new RunFolder<RlvrConfig>(path.join(folder, name));
  const unlock = run.lock();
  try {
    if (isFinished(run)) return run.dropCheckpoint();
    const splits = heldOutSplits({ task });
    const alsoEvaluate = (policy: Policy, step: number): RecordedEvaluation[] => {
      if (heldOutEvery === 0 || step % heldOutEvery !== 0 || step === config.steps) return [];
      return splits.map((split) =>
        evaluationLine(policy, config, step, { split, samples: HELD_OUT_SAMPLES }),
      );
    };
    const { policy, metrics } = await trainRlvr(config, {
      task,
      folder: run,
      onMetrics,
      signal,
      alsoEvaluate,
      // runs with four numbers, or six attempts, are
      beyondPositions: task === undefined,
    });
    for (const split of splits) {
      if (metrics.some((line) => line.split === split && line.step === config.steps)) continue;
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
