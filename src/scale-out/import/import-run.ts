import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { loadPolicy } from "../../models/index.js";
import type { Split } from "../../task/index.js";
import { evaluationLine, type RlvrConfig } from "../../training/index.js";
import { LAUNCH_FILE, type LaunchRecord, readLaunchRecord } from "../launch/launch-record.js";
import { type KnownColumns, sortColumns } from "./columns.js";
import type { EngineLog } from "./engine-log.js";
import type { ImportedEvaluation, ImportedRun } from "./imported-run.js";
import { repairModelFolder, type SavedModel, trlModels } from "./model-folders.js";
import { readTrlLog } from "./trl-log.js";
import { TRL_COLUMNS, trlSteps } from "./trl-steps.js";
import { readVerlLog, rolloutOutcomes } from "./verl-log.js";
import { VERL_COLUMNS, verlEvaluations, verlSteps } from "./verl-steps.js";
import { readWandbCsv } from "./wandb-csv.js";

/** Splits that are looked at once, after the last step. */
const FINAL_SPLITS: readonly Split[] = ["test", "ood"];

export interface ImportOptions {
  /** Below data/imported; default: the engine and the folder's name. */
  name?: string;
  /** A CSV file of Weights & Biases, instead of the engine's own log. */
  csv?: string;
  /** Whether models with our vocabulary are judged by our evaluator; default true. Needs a backend. */
  judge?: boolean;
  /** Told of each change to a model folder (see `repairModelFolder`). */
  onRepair?: (change: string) => void;
  /** Called before each evaluation. */
  onEvaluation?: (done: number, count: number) => void;
}

/**
 * Reads what an engine wrote into a launch folder, by its launch.json. Nothing is written but repairs of model folders
 * (see `repairModelFolder`).
 * @throws Error where the folder has no launch.json, or no log
 * @example importRun("launch/trl-M-top").steps.length
 */
export function importRun(folder: string, options: ImportOptions = {}): ImportedRun {
  const launch = readLaunchRecord(path.join(folder, LAUNCH_FILE));
  const { engine, config, deviations } = launch;
  const log = readLogOf(folder, launch, options.csv);
  const names = log.lines.flatMap(({ values }) => Object.keys(values));
  const { leftOut, unknown } = sortColumns(names, COLUMNS[engine.name]);
  const steps =
    engine.name === "trl"
      ? trlSteps(log.lines, config)
      : verlSteps(log.lines, (step) => rolloutOutcomes(folder, step));
  if (steps.length === 0) throw new Error(`${log.file} holds no training step`);
  const notes = [...log.notes];
  if (steps.length < config.steps) notes.push(`${steps.length} of ${config.steps} rollout batches are there`);
  const models = judgeable(folder, launch, options);
  for (const change of models.flatMap((model) => repairModelFolder(model.folder))) options.onRepair?.(change);
  return {
    name: options.name ?? `${engine.name}/${path.basename(path.resolve(folder))}`,
    engine,
    config,
    deviations,
    leftOut,
    unknownColumns: unknown,
    notes,
    steps,
    evaluations: [...verlEvaluations(log.lines), ...judgeModels(models, config, options)],
  };
}

const COLUMNS: Record<LaunchRecord["engine"]["name"], KnownColumns> = {
  trl: TRL_COLUMNS,
  verl: VERL_COLUMNS,
};

function readLogOf(folder: string, { engine }: LaunchRecord, csv: string | undefined): EngineLog {
  if (csv !== undefined) return readWandbCsv(csv);
  return engine.name === "trl" ? readTrlLog(folder) : readVerlLog(folder);
}

/** The models that our evaluator can judge. */
function judgeable(
  folder: string,
  { engine, task, config }: LaunchRecord,
  { judge = true }: ImportOptions,
): SavedModel[] {
  if (!judge || task !== "countdown" || engine.name !== "trl" || !existsSync(path.join(folder, "run")))
    return [];
  return readdirSync(path.join(folder, "run")).length > 0 ? trlModels(folder, config) : [];
}

function judgeModels(
  models: readonly SavedModel[],
  config: RlvrConfig,
  { onEvaluation }: ImportOptions,
): ImportedEvaluation[] {
  const wanted = models.flatMap(({ step, folder }) => [
    { step, folder, split: config.evaluationSplit, perProblem: false },
    ...(step === config.steps
      ? FINAL_SPLITS.map((split) => ({ step, folder, split, perProblem: true }))
      : []),
  ]);
  return wanted.map(({ step, folder, split, perProblem }, i) => {
    onEvaluation?.(i, wanted.length);
    const policy = loadPolicy(folder);
    try {
      const line = evaluationLine(policy, config, step, { split, perProblem });
      return { ...line, judgedBy: "forking-tokens" } as unknown as ImportedEvaluation;
    } finally {
      policy.dispose();
    }
  });
}
