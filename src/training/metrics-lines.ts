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

/** The keys that a line of the other kind has and this one lacks: they may be read from either, as undefined. */
type Lacking<Other, Own> = { [Key in Exclude<keyof Other, keyof Own | "split">]?: undefined };

/** One line of an RLVR run's `metrics.jsonl`: of a training step, or of an evaluation, which has a `split`. */
export type MetricsLine =
  | ({ split?: undefined } & StepMetrics & Lacking<RecordedEvaluation, StepMetrics>)
  | (RecordedEvaluation & Lacking<StepMetrics, RecordedEvaluation>);

/**
 * Whether a metrics line is an evaluation. Told from the split alone, the two kinds are not told apart by a compiler
 * that is not strict, such as the notebooks'.
 * @example lines.filter(isEvaluation).length
 */
export function isEvaluation(line: MetricsLine): line is Extract<MetricsLine, RecordedEvaluation> {
  return line.split !== undefined;
}
