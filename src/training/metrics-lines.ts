import type { Evaluation } from "./evaluation.js";
import type { StepMetrics } from "./rlvr.js";

/** What every line of a `metrics.jsonl` has: its step, and a split where it is an evaluation. */
export interface LoggedLine {
  step: number;
  split?: string;
}

/** An evaluation as `metrics.jsonl` holds it; the ends of the accuracy's interval over problems stand apart. */
export type RecordedEvaluation = Omit<Evaluation, "accuracyInterval" | "rightCounts"> & {
  /** Training steps done. */
  step: number;
  accuracyLow: number;
  accuracyHigh: number;
  /** Right responses of each problem; on the splits that are looked at once, after the last step. */
  rightCounts?: number[];
};

/** One line of an RLVR run's `metrics.jsonl`: of a training step, or of an evaluation, which has a `split`. */
export type MetricsLine = ({ split?: undefined } & StepMetrics) | RecordedEvaluation;
