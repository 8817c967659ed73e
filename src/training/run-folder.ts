import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import {
  appendLine,
  lockFolder,
  makeFolder,
  readJson,
  readLog,
  removeFolder,
  removeLitter,
  replaceFile,
  replaceFolder,
  requireOwnFolder,
  settleFolder,
  syncToDisk,
  wholeFolder,
} from "../files/index.js";
import { loadTrained, type Policy, type SavePolicyOptions, saveTrained } from "../models/index.js";
import type { LoggedLine, MetricsLine } from "./metrics-lines.js";
import { type OptimizerState, readOptimizer, writeOptimizer } from "./optimizer-file.js";
import type { PartRecord } from "./own-parts.js";

const lineSchema = z
  .object({ step: z.int().nonnegative(), split: z.string().optional() })
  .catchall(z.union([z.number(), z.null(), z.array(z.number())])) as z.ZodType<LoggedLine>;

/** What `run.json` records beside the configuration. */
export interface RunRecord<Config> {
  kind: "pretrain" | "rlvr";
  config: Config;
  backend: string;
  versions: Record<string, string>;
  /** Task, rule and reward where they are not built in. */
  parts?: Readonly<Record<string, PartRecord>>;
  /** SHA-256 of the weights that the run began from, where it did not begin from random ones. */
  baseSha256?: string;
  /** Steps done. */
  step: number;
  finished: boolean;
}

const recordSchema = z.looseObject({
  kind: z.enum(["pretrain", "rlvr"]),
  config: z.record(z.string(), z.unknown()),
  backend: z.string(),
  versions: z.record(z.string(), z.string()),
  baseSha256: z.string().optional(),
  step: z.int().nonnegative(),
  finished: z.boolean(),
});

/** What training goes on from: the policy, its optimiser, the number of steps done, and the critic where there is one. */
export interface Checkpoint extends OptimizerState {
  policy: Policy;
}

/**
 * A run on disk: `run.json`, `metrics.jsonl` and `checkpoint/`. Everything is replaced whole and the random streams are
 * derived from seed and step, so a killed run goes on as if nothing had happened.
 */
export class RunFolder<Config, Line extends LoggedLine = MetricsLine> {
  #locks = 0;
  #unlock = (): void => {};

  constructor(readonly folder: string) {}

  private file(name: string): string {
    return path.join(this.folder, name);
  }

  /**
   * Makes this process the folder's only writer, and clears away what a killed one left half done. May be called again
   * while it is held.
   * @returns gives the folder free
   * @throws Error naming the process that writes the folder, or what lies in it that is no run
   */
  lock(): () => void {
    if (this.#locks === 0) {
      requireOwnFolder(this.folder, () => existsSync(this.file("run.json")), "a training run");
      this.#unlock = lockFolder(this.folder);
      if (existsSync(this.file("models"))) removeLitter(this.file("models"));
      settleFolder(this.file("checkpoint"));
    }
    this.#locks++;
    return () => {
      if (--this.#locks === 0) this.#unlock();
    };
  }

  /** The record of an earlier start, or null in a folder that holds no run. Throws naming the file when it is damaged. */
  record(): RunRecord<Config> | null {
    if (!existsSync(this.file("run.json"))) return null;
    return readJson(this.file("run.json"), recordSchema) as unknown as RunRecord<Config>;
  }

  writeRecord(record: RunRecord<Config>): void {
    replaceFile(this.file("run.json"), `${JSON.stringify(record, null, 2)}\n`);
  }

  /** All whole lines of `metrics.jsonl`. Throws naming the line that is damaged, but for a torn last one. */
  metrics(): Line[] {
    return readLog(this.file("metrics.jsonl"), lineSchema) as Line[];
  }

  append(line: Line): void {
    makeFolder(this.folder);
    appendLine(this.file("metrics.jsonl"), line);
  }

  clearMetrics(): void {
    replaceFile(this.file("metrics.jsonl"), "");
  }

  /**
   * Drops what was logged after the checkpoint that the run goes on from, damaged lines included.
   * @param isKept whether to keep an evaluation that was logged before
   * @throws Error naming the steps before the checkpoint that the file lacks
   */
  truncateMetrics(step: number, isKept: (evaluation: Line) => boolean = () => true): void {
    const file = this.file("metrics.jsonl");
    const kept = readLog(file, lineSchema, { upToDamage: true }).filter((line) =>
      line.split === undefined ? line.step < step : line.step <= step && isKept(line as Line),
    );
    const steps = kept.filter(({ split }) => split === undefined).map((line) => line.step);
    if (steps.length !== step || steps.some((value, i) => value !== i))
      throw new Error(
        `${file}: wanted one whole line for each of the ${step} steps before the checkpoint, ` +
          `received ${steps.length}, the last of step ${steps.at(-1) ?? "none"}`,
      );
    replaceFile(file, kept.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }

  /**
   * Replaces the checkpoint: the model folder, Adam's moments, the step and the critic.
   * @param options from: see `savePolicy`
   */
  writeCheckpoint({ policy, ...state }: Checkpoint, options: SavePolicyOptions = {}): void {
    if (existsSync(this.file("metrics.jsonl"))) syncToDisk(this.file("metrics.jsonl"));
    replaceFolder(this.file("checkpoint"), (folder) => {
      saveTrained(policy, folder, options);
      writeOptimizer(folder, state);
    });
  }

  /** The last whole checkpoint, or null before the first. Throws naming the file that is damaged. */
  readCheckpoint(): Checkpoint | null {
    const folder = wholeFolder(this.file("checkpoint"));
    if (folder === null) return null;
    return { ...readOptimizer(folder), policy: loadTrained(folder) };
  }

  /** Keeps the model of a step for later measurement. */
  keepModel(policy: Policy, step: number, options: SavePolicyOptions = {}): void {
    saveTrained(policy, this.file(path.join("models", `step-${step}`)), options);
  }

  /** Steps of the kept models, ascending, with their folders. */
  keptModels(): { step: number; folder: string }[] {
    const folder = this.file("models");
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => /^step-\d+$/.test(name))
      .map((name) => ({ step: Number(name.slice(5)), folder: path.join(folder, name) }))
      .sort((a, b) => a.step - b.step);
  }

  /** Whether there is something to go on from. */
  hasCheckpoint(): boolean {
    return wholeFolder(this.file("checkpoint")) !== null;
  }

  /** Leaves config and metrics, drops what only a continuation needs. */
  dropCheckpoint(): void {
    removeFolder(this.file("checkpoint"));
  }
}
