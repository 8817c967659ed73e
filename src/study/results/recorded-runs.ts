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
import { packedContents, packedExperiments, readPackedRuns, subfolders } from "./packed-runs.js";

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
 * The finished runs in a folder, sorted by name: those of its run folders and those packed (`packRuns`). Unfinished ones
 * are left out.
 * @param options onDamaged: told of each run or packed file that is damaged, which is then left out too
 * @throws Error naming everything damaged and what is wrong with it, unless `onDamaged` is told
 * @example readRecordedRuns().filter(({ config }) => config.arm === "top")
 */
export function readRecordedRuns(
  folder: string = RUNS_FOLDER,
  { onDamaged }: { onDamaged?: (report: string) => void } = {},
): RecordedRun[] {
  const damaged: string[] = [];
  const unlessDamaged = <T>(read: () => T[]): T[] => {
    try {
      return read();
    } catch (error) {
      damaged.push((error as Error).message);
      return [];
    }
  };
  const experiments = [...new Set([...subfolders(folder), ...packedExperiments(folder)])].sort();
  const runs = experiments.flatMap((experiment) => {
    const stored: StoredRun[] = [
      ...unlessDamaged(() => readPackedRuns(folder, experiment)).map((packed) => ({
        name: packed.name,
        where: `${path.join(folder, experiment)}, packed, ${packed.name}`,
        ...packedContents(packed),
      })),
      ...subfolders(path.join(folder, experiment)).map((name) => {
        const run = new RunFolder<RlvrConfig>(path.join(folder, experiment, name));
        return { name, where: run.folder, record: () => run.record(), metrics: () => run.metrics() };
      }),
    ].sort((a, b) => (a.name < b.name ? -1 : 1));
    return stored.flatMap((run, i) =>
      unlessDamaged(() => {
        if (run.name === stored[i - 1]?.name)
          throw new Error(`${stored[i - 1].where} and ${run.where}: wanted one run of a name, received two`);
        const lines = finishedMetrics(run);
        return lines ? [recordedRun(run, lines, experiment)] : [];
      }),
    );
  });
  if (damaged.length > 0 && !onDamaged)
    throw new Error(`${damaged.length} runs of ${folder} are damaged:\n${damaged.join("\n")}`);
  for (const report of damaged) onDamaged?.(report);
  return runs;
}

/** A run in a folder of its own or packed with others. */
interface StoredRun extends Pick<RunFolder<RlvrConfig>, "record" | "metrics"> {
  name: string;
  /** For errors. */
  where: string;
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
  { name, where, record }: StoredRun,
  lines: readonly MetricsLine[],
  experiment: string,
): RecordedRun {
  const { config, backend, versions } = record()!;
  checked(config, configSchema, `${where}/run.json, config`);
  const evaluations = lines.filter((line) => line.split !== undefined);
  for (const line of evaluations)
    checked(line, evaluationSchema, `${where}/metrics.jsonl, ${line.split} at step ${line.step}`);
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

/**
 * The models of one recorded run through training, by step: seed 0 of an arm at the base model M.
 * @example recordedCheckpoints("top").map(({ step, folder }) => [step, loadPolicy(folder)])
 */
export function recordedCheckpoints(arm: "all" | "top"): { step: number; folder: string }[] {
  return new RunFolder(path.join(RUNS_FOLDER, `checkpoints/M-${arm}-seed0`)).keptModels();
}

/**
 * The evaluation after a run's last step, or that before its first.
 * @throws Error naming the run and the splits it was evaluated on if this one is not among them
 * @example evaluationOf(run, "test").accuracy
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
