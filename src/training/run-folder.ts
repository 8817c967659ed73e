import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { sync as writeFileAtomicSync } from "write-file-atomic";
import type { AdamState } from "../kernels/index.js";
import { loadPolicy, type Policy, savePolicy } from "../models/index.js";
import type { CriticState } from "./critic.js";

/** One line of `metrics.jsonl`: of a training step, or of an evaluation (which has a `split`). */
export type MetricsLine = { step: number } & Record<string, number | string | number[] | null>;

/** What `run.json` records beside the configuration. */
export interface RunRecord<Config> {
  kind: "pretrain" | "rlvr";
  config: Config;
  backend: string;
  versions: Record<string, string>;
  /** Steps done. */
  step: number;
  finished: boolean;
}

/** What training goes on from: the policy, its optimiser, the number of steps done, and the critic where there is one. */
export interface Checkpoint {
  policy: Policy;
  optimizer: AdamState;
  step: number;
  critic?: CriticState;
}

/**
 * A run on disk: `run.json`, `metrics.jsonl` and `checkpoint/`. Everything is replaced atomically and the
 * random streams are derived from seed and step, so a killed run goes on as if nothing had happened.
 */
export class RunFolder<Config> {
  constructor(readonly folder: string) {}

  private file(name: string): string {
    return path.join(this.folder, name);
  }

  /** The record of an earlier start, or null in a folder that holds no run. */
  record(): RunRecord<Config> | null {
    return existsSync(this.file("run.json")) ? JSON.parse(readFileSync(this.file("run.json"), "utf8")) : null;
  }

  writeRecord(record: RunRecord<Config>): void {
    mkdirSync(this.folder, { recursive: true });
    writeFileAtomicSync(this.file("run.json"), `${JSON.stringify(record, null, 2)}\n`);
  }

  metrics(): MetricsLine[] {
    if (!existsSync(this.file("metrics.jsonl"))) return [];
    return readMetrics(this.file("metrics.jsonl"));
  }

  append(line: MetricsLine): void {
    appendFileSync(this.file("metrics.jsonl"), `${JSON.stringify(line)}\n`);
  }

  clearMetrics(): void {
    writeFileAtomicSync(this.file("metrics.jsonl"), "");
  }

  /** Drops what was logged after the checkpoint that the run goes on from. */
  truncateMetrics(step: number): void {
    const kept = this.metrics().filter((line) =>
      line.split === undefined ? line.step < step : line.step <= step,
    );
    writeFileAtomicSync(this.file("metrics.jsonl"), kept.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }

  /** Replaces the checkpoint: the model folder, Adam's moments, the step and the critic. */
  writeCheckpoint({ policy, optimizer, step, critic }: Checkpoint): void {
    const part = this.file("checkpoint.part");
    rmSync(part, { recursive: true, force: true });
    try {
      savePolicy(policy, part);
      writeFileSync(path.join(part, "optimizer.json"), JSON.stringify({ step, ...adamToJson(optimizer) }));
      if (critic) writeFileSync(path.join(part, "critic.json"), JSON.stringify(criticToJson(critic)));
    } catch (error) {
      rmSync(part, { recursive: true, force: true });
      throw error;
    }
    rmSync(this.file("checkpoint.old"), { recursive: true, force: true });
    if (existsSync(this.file("checkpoint"))) renameSync(this.file("checkpoint"), this.file("checkpoint.old"));
    renameSync(part, this.file("checkpoint"));
    rmSync(this.file("checkpoint.old"), { recursive: true, force: true });
  }

  /** The last whole checkpoint, or null before the first. */
  readCheckpoint(): Checkpoint | null {
    const folder = ["checkpoint", "checkpoint.old"]
      .map((name) => this.file(name))
      .find((name) => existsSync(name));
    if (folder === undefined) return null;
    const read = (name: string) => JSON.parse(readFileSync(path.join(folder, name), "utf8"));
    const optimizer: AdamJson & { step: number } = read("optimizer.json");
    return {
      policy: loadPolicy(folder),
      optimizer: adamFromJson(optimizer),
      step: optimizer.step,
      critic: existsSync(path.join(folder, "critic.json")) ? criticFromJson(read("critic.json")) : undefined,
    };
  }

  /** Keeps the model of a step for later measurement. */
  keepModel(policy: Policy, step: number): void {
    savePolicy(policy, this.file(path.join("models", `step-${step}`)));
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

  /** Leaves config and metrics, drops what only a continuation needs. */
  dropCheckpoint(): void {
    rmSync(this.file("checkpoint"), { recursive: true, force: true });
  }
}

/** Reads a metrics file. Throws naming the line that is not JSON. */
export function readMetrics(file: string): MetricsLine[] {
  const lines = readFileSync(file, "utf8").split("\n");
  if (lines[lines.length - 1] === "") lines.pop();
  return lines.map((line, i) => {
    try {
      return JSON.parse(line) as MetricsLine;
    } catch {
      throw new Error(
        `${file}, line ${i + 1}: wanted a JSON object, received ${JSON.stringify(line.slice(0, 80))}`,
      );
    }
  });
}

interface AdamJson {
  updates: number;
  firstMoments: string[];
  secondMoments: string[];
}

interface CriticJson {
  parameters: string[];
  optimizer: AdamJson;
}

const encode = (values: Float32Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
const decode = (text: string): Float32Array =>
  new Float32Array(Uint8Array.from(Buffer.from(text, "base64")).buffer);

function adamToJson({ step: updates, firstMoments, secondMoments }: AdamState): AdamJson {
  return { updates, firstMoments: firstMoments.map(encode), secondMoments: secondMoments.map(encode) };
}

function adamFromJson({ updates, firstMoments, secondMoments }: AdamJson): AdamState {
  return {
    step: updates,
    firstMoments: firstMoments.map(decode),
    secondMoments: secondMoments.map(decode),
  };
}

function criticToJson({ parameters, optimizer }: CriticState): CriticJson {
  return { parameters: parameters.map(encode), optimizer: adamToJson(optimizer) };
}

function criticFromJson({ parameters, optimizer }: CriticJson): CriticState {
  return { parameters: parameters.map(decode), optimizer: adamFromJson(optimizer) };
}
