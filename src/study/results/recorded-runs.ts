import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Split } from "../../countdown/index.js";
import { projectPath } from "../../files/index.js";
import { type Evaluation, type RlvrConfig, RunFolder, type StepMetrics } from "../../training/index.js";
import { isFinished } from "../run/planned-run.js";

/** data/runs/ of this project: the study's recorded runs, wherever the caller works. */
export const RUNS_FOLDER: string = projectPath("data/runs");

/** An evaluation as `metrics.jsonl` holds it; the ends of the accuracy's interval over problems stand apart. */
export type RecordedEvaluation = Omit<Evaluation, "accuracyInterval" | "rightCounts"> & {
  /** Training steps done. */
  step: number;
  accuracyLow: number;
  accuracyHigh: number;
  /** Right responses of each problem; on the splits that are looked at once, after the last step. */
  rightCounts?: number[];
};

/** A finished run of the study. */
export interface RecordedRun {
  /** Its folder below data/runs, for instance "main/M-top-seed0". */
  name: string;
  /** The first part of the name: what the run was done for. */
  question: string;
  /** Name of the base model. */
  base: string;
  config: RlvrConfig;
  backend: string;
  versions: Record<string, string>;
  /** One for each training step. */
  steps: StepMetrics[];
  evaluations: RecordedEvaluation[];
}

/** The finished runs in a folder of run folders, sorted by name; unfinished ones are left out. */
export function readRecordedRuns(folder: string = RUNS_FOLDER): RecordedRun[] {
  return subfolders(folder).flatMap((question) =>
    subfolders(path.join(folder, question)).flatMap((name) => {
      const run = new RunFolder<RlvrConfig>(path.join(folder, question, name));
      return isFinished(run) ? [recordedRun(run, question, name)] : [];
    }),
  );
}

function recordedRun(run: RunFolder<RlvrConfig>, question: string, name: string): RecordedRun {
  const { config, backend, versions } = run.record()!;
  const lines = run.metrics();
  return {
    name: `${question}/${name}`,
    question,
    base: path.basename(config.base),
    config,
    backend,
    versions,
    steps: lines.filter(({ split }) => split === undefined) as unknown as StepMetrics[],
    evaluations: lines.filter(({ split }) => split !== undefined) as unknown as RecordedEvaluation[],
  };
}

/**
 * The evaluation after a run's last step, or that before its first.
 * @throws Error naming the run and the splits it was evaluated on if this one is not among them
 */
export function evaluationOf(
  { name, config, evaluations }: RecordedRun,
  split: Split,
  { step = config.steps }: { step?: number } = {},
): RecordedEvaluation {
  const found = evaluations.find((line) => line.split === split && line.step === step);
  if (found) return found;
  const known = evaluations.map((line) => `${line.split} at ${line.step}`);
  throw new Error(`${name} has no evaluation on ${split} at step ${step}; it has ${known.join(", ")}`);
}

function subfolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
