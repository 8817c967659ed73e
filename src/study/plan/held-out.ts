import type { Split } from "../../task/index.js";
import type { MetricsLine, RunFolder, RunRecord } from "../../training/index.js";

/** Splits that choose nothing: looked at after the last step, and through training where an experiment asks for it. */
export const HELD_OUT_SPLITS: readonly Split[] = ["test", "ood"];

/**
 * Those that a run is evaluated on after its last step: none of them on a task of its own.
 * @example heldOutSplits({}) // ["test", "ood"]
 */
export function heldOutSplits({ task }: { task?: unknown }): readonly Split[] {
  return task === undefined ? HELD_OUT_SPLITS : [];
}

/** Responses a problem there, unless the experiment says otherwise. */
export const HELD_OUT_SAMPLES = 4;

/** Responses a problem there that leave the evaluation a small part of the variance between seeds. */
export const MANY_HELD_OUT_SAMPLES = 32;

/** All steps done and every held-out split evaluated. */
export function isFinished(run: Pick<RunFolder<unknown>, "record" | "metrics">): boolean {
  return finishedMetrics(run) !== null;
}

/** The metrics of a run with all steps done and every held-out split evaluated; null before that. */
export function finishedMetrics(run: Pick<RunFolder<unknown>, "record" | "metrics">): MetricsLine[] | null {
  const record: RunRecord<unknown> | null = run.record();
  if (!record?.finished) return null;
  const { step, parts = {} } = record;
  const lines = run.metrics();
  const isEvaluated = (split: Split): boolean =>
    lines.some((line) => line.split === split && line.step === step);
  return heldOutSplits(parts).every(isEvaluated) ? lines : null;
}
