import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import {
  projectPath,
  readJson,
  readLog,
  replaceFile,
  replaceFolder,
  requireOwnFolder,
} from "../../files/index.js";
import { type RlvrConfig, rlvrConfig } from "../../training/index.js";

/** data/imported/ of this project: runs of other engines, never among our own. */
export const IMPORTED_FOLDER: string = projectPath("data/imported");

/** One rollout batch of an engine: the measures that compare with ours, under our names; null where it has none. */
export type ImportedStep = { step: number } & Record<string, number | null>;

/** An evaluation; `judgedBy` says whose sampler wrote the responses. */
export type ImportedEvaluation = {
  step: number;
  split: string;
  judgedBy: "forking-tokens" | "verl";
  accuracy: number;
} & Record<string, number | number[] | string | null>;

const recordSchema = z.object({
  kind: z.literal("imported"),
  engine: z.object({ name: z.enum(["trl", "verl"]), version: z.string() }),
  config: z.looseObject({ base: z.string() }),
  deviations: z.array(z.string()),
  /** The engine's columns that are not here, with the reason. */
  leftOut: z.record(z.string(), z.string()),
  unknownColumns: z.array(z.string()),
  /** What the reader should know of the files, such as a torn last line. */
  notes: z.array(z.string()),
});

const lineSchema = z.looseObject({ step: z.int().nonnegative(), split: z.string().optional() });

/** A run of another engine, as data/imported/ holds it. */
export interface ImportedRun extends Omit<z.infer<typeof recordSchema>, "kind" | "config"> {
  /** Its folder below data/imported, for instance "trl/M-top-seed0". */
  name: string;
  config: RlvrConfig;
  steps: ImportedStep[];
  evaluations: ImportedEvaluation[];
}

/**
 * Writes run.json and metrics.jsonl; an earlier import of the same name is replaced. Numbers keep six digits.
 * @throws Error where the run's folder holds anything else
 * @example writeImportedRun(importRun("launch/trl-M-top"), IMPORTED_FOLDER)
 */
export function writeImportedRun({ name, steps, evaluations, ...record }: ImportedRun, folder: string): void {
  const lines = [...steps, ...evaluations].map((line) => `${JSON.stringify(line, sixDigits)}\n`);
  const place = path.join(folder, name);
  requireOwnFolder(place, () => isImported(path.join(place, "run.json")), "an imported run");
  replaceFolder(place, (part) => {
    replaceFile(path.join(part, "run.json"), `${JSON.stringify({ kind: "imported", ...record }, null, 2)}\n`);
    replaceFile(path.join(part, "metrics.jsonl"), lines.join(""));
  });
}

function isImported(file: string): boolean {
  return existsSync(file) && readJson(file, z.looseObject({ kind: z.unknown() })).kind === "imported";
}

function sixDigits(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}

/**
 * The imported runs of a folder, sorted by name. Throws, naming the file, on one that is damaged.
 * @example readImportedRuns().map(({ name }) => name)
 */
export function readImportedRuns(folder: string = IMPORTED_FOLDER): ImportedRun[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((file) => path.basename(file) === "run.json")
    .map(path.dirname)
    .sort()
    .map((name) => {
      const { kind: _, config, ...record } = readJson(path.join(folder, name, "run.json"), recordSchema);
      const lines = readLog(path.join(folder, name, "metrics.jsonl"), lineSchema);
      return {
        name,
        ...record,
        config: rlvrConfig(config as Partial<RlvrConfig> & { base: string }, { elsewhere: true }),
        steps: lines.filter(({ split }) => split === undefined) as ImportedStep[],
        evaluations: lines.filter(({ split }) => split !== undefined) as ImportedEvaluation[],
      };
    });
}
