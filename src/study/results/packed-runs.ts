import { existsSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import {
  checked,
  makeFolder,
  parseJson,
  readText,
  removeFolder,
  replaceFile,
  sha256,
} from "../../files/index.js";
import { grouped } from "../../statistics/index.js";
import { type MetricsLine, type RlvrConfig, RunFolder, type RunRecord } from "../../training/index.js";
import { chosenRuns, type RunChoice } from "../plan/chosen-runs.js";
import { isFinished } from "../plan/held-out.js";
import { fromColumns, type RunColumns, toColumns } from "./run-columns.js";

/** What a packed file's name ends in; before it stands the experiment. */
const ENDING = ".json.gz";

const columnSchema = z.union([
  z.array(z.unknown()),
  z.object({ of: z.number().positive(), counts: z.array(z.int()) }),
]);

const packedSchema = z.array(
  z
    .object({
      name: z.string().min(1),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      // not an object of known keys, for those would come first
      record: z.record(z.string(), z.unknown()),
      order: z.array(z.int().nonnegative()),
      tables: z.array(z.record(z.string(), columnSchema)),
    })
    .refine(isWhole, "wanted in every column a value for each line of its table"),
);

function isWhole({ order, tables }: RunColumns): boolean {
  const lines = tables.map(() => 0);
  for (const table of order) lines[table]++;
  return (
    order.every((table) => table < tables.length) &&
    tables.every((table, i) =>
      Object.values(table).every(
        (column) => ("counts" in column ? column.counts : column).length === lines[i],
      ),
    )
  );
}

/** A finished run as a packed file holds it: its `run.json`, and its `metrics.jsonl` in columns. */
export type PackedRun = z.output<typeof packedSchema>[number];

/**
 * The packed runs of an experiment, by ascending name; none where nothing of it is packed.
 * @param folder of run folders and packed files, such as data/runs
 * @throws Error naming the file if it is damaged
 */
export function readPackedRuns(folder: string, experiment: string): PackedRun[] {
  const file = path.join(folder, experiment + ENDING);
  if (!existsSync(file)) return [];
  let text: string;
  try {
    text = gunzipSync(readFileSync(file)).toString();
  } catch (error) {
    throw new Error(`${file} is damaged: ${(error as Error).message}`);
  }
  return parseJson(text, packedSchema, file);
}

/** The experiments in a folder that have a packed file, sorted. */
export function packedExperiments(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length))
    .sort();
}

/** A packed run's record and metrics, as those of a run folder are read. */
export function packedContents(packed: PackedRun): {
  record(): RunRecord<RlvrConfig>;
  metrics(): MetricsLine[];
} {
  return {
    record: () => packed.record as unknown as RunRecord<RlvrConfig>,
    metrics: () => fromColumns(packed) as unknown as MetricsLine[],
  };
}

/**
 * The two files of a packed run, byte for byte as they were written.
 * @throws Error naming the run if they are not those that were packed
 */
export function unpackedFiles(packed: PackedRun): { "run.json": string; "metrics.jsonl": string } {
  const files = {
    "run.json": `${JSON.stringify(packed.record, null, 2)}\n`,
    "metrics.jsonl": fromColumns(packed)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(""),
  };
  if (digest(files) !== packed.sha256)
    throw new Error(`the packed run ${packed.name} does not give back the files that were packed`);
  return files;
}

/**
 * Packs the finished run folders of each experiment into one file, beside those packed before, and removes them. A run
 * that keeps models stays a folder. Nothing is removed that the file does not give back byte for byte.
 * @param folder of run folders, such as data/runs
 * @returns the names of the runs packed
 * @throws Error where no finished run folder is meant; naming the run that is packed already with other contents, or that
 * its columns do not give back
 * @example packRuns("runs", { only: "main/" })
 */
export function packRuns(folder: string, choice: RunChoice = {}): string[] {
  const finished = subfolders(folder).flatMap((experiment) =>
    subfolders(path.join(folder, experiment))
      .map((name) => ({ name: `${experiment}/${name}`, experiment }))
      .filter(({ name }) => {
        const run = path.join(folder, name);
        return !existsSync(path.join(run, "models")) && isFinished(new RunFolder(run));
      }),
  );
  const chosen = chosenRuns(finished, choice, `finished run folder without models in ${folder}`);
  for (const [experiment, runs] of grouped(chosen, (run) => run.experiment)) {
    const packed = new Map(readPackedRuns(folder, experiment).map((run) => [run.name, run]));
    for (const { name } of runs) {
      const run = packedRun(path.join(folder, name), path.basename(name));
      const before = packed.get(run.name);
      if (before && before.sha256 !== run.sha256)
        throw new Error(`${path.join(folder, name)} is packed already, with other contents`);
      packed.set(run.name, run);
    }
    const sorted = [...packed.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    const text = `[\n${sorted.map((run) => JSON.stringify(run)).join(",\n")}\n]\n`;
    replaceFile(path.join(folder, experiment + ENDING), gzipSync(text, { level: 9 }));
    for (const { name } of runs) removeFolder(path.join(folder, name));
    if (readdirSync(path.join(folder, experiment)).length === 0) rmdirSync(path.join(folder, experiment));
  }
  return chosen.map(({ name }) => name);
}

/**
 * Writes packed runs as run folders, byte for byte as they were: for a comparison line by line, or to go on from.
 * @param out folder of the run folders; those in it are left as they are
 * @returns the names of the runs written
 * @throws Error where no packed run is meant; naming the run folder that is there already, before any is written
 * @example unpackRuns("data/runs", "unpacked", { only: "main/M-top-seed0" })
 */
export function unpackRuns(folder: string, out: string, choice: RunChoice = {}): string[] {
  const packed = packedExperiments(folder).flatMap((experiment) =>
    readPackedRuns(folder, experiment).map((run) => ({ name: `${experiment}/${run.name}`, run })),
  );
  const runs = chosenRuns(packed, choice, `packed run in ${folder}`).map(({ name, run }) => ({
    name,
    files: unpackedFiles(run),
  }));
  const there = runs.find(({ name }) => existsSync(path.join(out, name)));
  if (there) throw new Error(`${path.join(out, there.name)} is there already`);
  for (const { name, files } of runs) {
    makeFolder(path.join(out, name));
    for (const [file, text] of Object.entries(files)) replaceFile(path.join(out, name, file), text);
  }
  return runs.map(({ name }) => name);
}

function packedRun(folder: string, name: string): PackedRun {
  const run = new RunFolder<RlvrConfig>(folder);
  const { prompts, samples } = run.record()!.config;
  const files = {
    "run.json": readText(path.join(folder, "run.json")),
    "metrics.jsonl": readText(path.join(folder, "metrics.jsonl")),
  };
  const lines = run.metrics() as unknown as Record<string, unknown>[];
  const packed = {
    name,
    sha256: digest(files),
    record: JSON.parse(files["run.json"]),
    ...toColumns(lines, { totals: [prompts * samples] }),
  };
  const [readBack] = checked(JSON.parse(JSON.stringify([packed])), packedSchema, folder);
  unpackedFiles(readBack);
  return readBack;
}

function digest(files: Readonly<Record<"run.json" | "metrics.jsonl", string>>): string {
  return sha256(files["run.json"], files["metrics.jsonl"]);
}

/** The folders in a folder, sorted; none where it is not there. */
export function subfolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
