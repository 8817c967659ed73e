import path from "node:path";
import type { Split } from "../countdown/index.js";
import { configuredRules } from "./config.js";
import { EVALUATED_PROBLEMS, evaluatePolicy } from "./evaluation.js";
import { type MetricsLine, RunFolder } from "./run-folder.js";
import type { StudyCell } from "./study.js";
import { trainRlvr } from "./train-rlvr.js";

/** Splits that are looked at once, after the last step. */
const FINAL_SPLITS: readonly Split[] = ["test", "ood"];
const FINAL_SAMPLES = 4;

/** Trains one cell, evaluates it on the held-out splits and keeps its metrics. A finished cell is left as it is. */
export async function runCell(
  { name, config }: StudyCell,
  folder: string,
  onMetrics: (line: MetricsLine) => void,
): Promise<void> {
  const run = new RunFolder(path.join(folder, name));
  if (isFinished(run)) return;
  const { policy, metrics } = await trainRlvr(config, { folder: run.folder, onMetrics });
  for (const split of FINAL_SPLITS) {
    if (metrics.some((line) => line.split === split)) continue;
    const { accuracyInterval, ...evaluation } = evaluatePolicy(policy, {
      split,
      samples: FINAL_SAMPLES,
      maxNewTokens: config.maxNewTokens,
      rules: configuredRules(config),
      limit: EVALUATED_PROBLEMS,
      greedy: true,
    });
    run.append({
      step: config.steps,
      ...evaluation,
      accuracyLow: accuracyInterval.low,
      accuracyHigh: accuracyInterval.high,
    });
  }
  run.dropCheckpoint();
}

/** All steps done and every held-out split evaluated. */
export function isFinished(run: RunFolder<unknown>): boolean {
  if (!run.record()?.finished) return false;
  const splits = new Set(run.metrics().map(({ split }) => split));
  return FINAL_SPLITS.every((split) => splits.has(split));
}
