import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { checked, projectPath } from "../../files/index.js";
import type { Split } from "../../task/index.js";
import {
  type MetricsLine,
  type RecordedEvaluation,
  type RlvrConfig,
  RunFolder,
  type StepMetrics,
} from "../../training/index.js";
import { finishedMetrics } from "../plan/held-out.js";

/** data/runs/ of this project: the study's recorded runs, wherever the caller works. */
export const RUNS_FOLDER: string = projectPath("data/runs");

/** A finished run of the study. */
export interface RecordedRun {
  /** Its folder below data/runs, for instance "main/M-top-seed0". */
  name: string;
  /** The first part of the name: what the run was done for. */
  experiment: string;
  /** Name of the base model. */
  base: string;
  config: RlvrConfig;
  backend: string;
  versions: Record<string, string>;
  /** One for each training step. */
  steps: StepMetrics[];
  evaluations: RecordedEvaluation[];
}

/**
 * The finished runs in a folder of run folders, sorted by name; unfinished ones are left out.
 * @param options onDamaged: told of each run whose files are damaged, which is then left out too
 * @throws Error naming every damaged run and what is wrong with it, unless `onDamaged` is told
 */
export function readRecordedRuns(
  folder: string = RUNS_FOLDER,
  { onDamaged }: { onDamaged?: (report: string) => void } = {},
): RecordedRun[] {
  const damaged: string[] = [];
  const runs = subfolders(folder).flatMap((experiment) =>
    subfolders(path.join(folder, experiment)).flatMap((name) => {
      const run = new RunFolder<RlvrConfig>(path.join(folder, experiment, name));
      try {
        const lines = finishedMetrics(run);
        return lines ? [recordedRun(run, lines, experiment, name)] : [];
      } catch (error) {
        damaged.push((error as Error).message);
        return [];
      }
    }),
  );
  if (damaged.length > 0 && !onDamaged)
    throw new Error(`${damaged.length} runs of ${folder} are damaged:\n${damaged.join("\n")}`);
  for (const report of damaged) onDamaged?.(report);
  return runs;
}

/** What is read of a configuration here; the rest is as the run was given it. */
const configSchema = z.looseObject({
  base: z.string().min(1),
  arm: z.string(),
  seed: z.int(),
  steps: z.int().positive(),
});

const evaluationSchema = z.looseObject({
  split: z.string(),
  accuracy: z.number(),
  meanEntropy: z.number(),
  meanLength: z.number(),
});

function recordedRun(
  run: RunFolder<RlvrConfig>,
  lines: readonly MetricsLine[],
  experiment: string,
  name: string,
): RecordedRun {
  const { config, backend, versions } = run.record()!;
  checked(config, configSchema, `${run.folder}/run.json, config`);
  const evaluations = lines.filter((line) => line.split !== undefined);
  for (const line of evaluations)
    checked(line, evaluationSchema, `${run.folder}/metrics.jsonl, ${line.split} at step ${line.step}`);
  return {
    name: `${experiment}/${name}`,
    experiment,
    base: path.basename(config.base),
    config,
    backend,
    versions,
    steps: lines.filter((line) => line.split === undefined),
    evaluations,
  };
}

/** The models of one recorded run through training, by step: seed 0 of an arm at the base model M. */
export function recordedCheckpoints(arm: "all" | "top"): { step: number; folder: string }[] {
  return new RunFolder(path.join(RUNS_FOLDER, `checkpoints/M-${arm}-seed0`)).keptModels();
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
