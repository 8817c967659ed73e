import { existsSync } from "node:fs";
import path from "node:path";
import type { RlvrConfig } from "./config.js";
import { RunFolder } from "./run-folder.js";

/** A model folder and, where it belongs to a run, the task that the run was trained on. */
export interface RunModel {
  folder: string;
  task: Partial<Pick<RlvrConfig, "numberCount" | "operations" | "maxAttempts" | "openers">>;
  /** The name of the run's task where it is not the one that is built in. */
  ownTask?: string;
}

/**
 * The model of a folder: that of a run folder's checkpoint, or the folder itself where it holds no run.
 * @throws Error naming the models that the run has kept, if it has no checkpoint
 * @example runModel("data/models/M").folder // "data/models/M"
 */
export function runModel(folder: string): RunModel {
  const run = new RunFolder<Partial<RlvrConfig>>(folder);
  const record = run.record();
  if (!record) return { folder, task: {} };
  const checkpoint = path.join(folder, "checkpoint");
  if (!existsSync(checkpoint)) {
    const kept = run.keptModels().map((model) => model.folder);
    throw new Error(
      `${folder} is a run without a checkpoint; ` +
        (kept.length > 0
          ? `it has kept ${kept.join(", ")}`
          : "its command, given again, goes on from the start and writes one"),
    );
  }
  const { numberCount, operations, maxAttempts, openers } = record.config;
  const task = { numberCount, operations, maxAttempts, openers };
  return {
    folder: checkpoint,
    ...(record.parts?.task && { ownTask: record.parts.task.name }),
    task: Object.fromEntries(Object.entries(task).filter(([, value]) => value !== undefined)),
  };
}
