import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { VOCABULARY } from "../../countdown/index.js";
import { readJson } from "../../files/index.js";
import { isHubName } from "../../models/index.js";
import { type RlvrConfig, rlvrConfig } from "../../training/index.js";
import type { MathRow } from "../task/math-verdict.js";
import { type LaunchPreset, type OptimizerSettings, paperPreset, studyPreset } from "./presets.js";

/** Engines that train in our place. */
export const TRAINING_ENGINES = ["trl", "verl"] as const;
export type TrainingEngine = (typeof TRAINING_ENGINES)[number];

/** Problems and verifiers that a launch folder can hold. */
export type LaunchTask = "countdown" | "math";

/** What a launch folder is written for: our configuration, and what only an engine asks. */
export interface LaunchSettings {
  engine: TrainingEngine;
  task: LaunchTask;
  preset: LaunchPreset["name"];
  config: RlvrConfig;
  optimizer: OptimizerSettings;
  /** Machines, and GPUs of each; 0: the CPU. */
  nodes: number;
  gpus: number;
  /** Problems of the math task; without them the folder fetches the paper's. */
  data?: MathProblems;
}

export interface MathProblems {
  train: readonly MathRow[];
  validation: readonly MathRow[];
}

export interface LaunchInput {
  engine: TrainingEngine;
  /** A model folder, or a model's name on the hub. */
  model: string;
  config?: Partial<RlvrConfig>;
  nodes?: number;
  gpus?: number;
  data?: MathProblems;
}

/** The official script's machines. */
const PAPER_HARDWARE = { nodes: 16, gpus: 8 };
/** How each engine decides ties and the share, and whose entropies it takes; neither knows the other way. */
const ENGINE_DEFAULTS: Record<TrainingEngine, Partial<RlvrConfig>> = {
  trl: { rule: "quantile", entropyOf: "current" },
  verl: { rule: "top-k", entropyOf: "current" },
};

/**
 * The settings of a launch: those given, over the preset of the model (the study's for a folder with our vocabulary,
 * the paper's for any other model).
 * @throws Error naming every key that is wrong or unknown, or that verl wants a GPU; where the model is neither a folder
 * nor a name on the hub
 * @example launchSettings({ engine: "trl", model: "data/models/M", config: { arm: "top" } })
 */
export function launchSettings({
  engine,
  model,
  config = {},
  data,
  ...hardware
}: LaunchInput): LaunchSettings {
  requireModel(model);
  const ours = speaksCountdown(model);
  if (ours && data) throw new Error(`${model} speaks Countdown, whose problems are made, not given`);
  if (engine === "verl" && hardware.gpus === 0)
    throw new Error("verl cannot train without GPUs: received gpus = 0; use trl or slurm or ray");
  const preset = ours ? studyPreset(model, config) : paperPreset();
  const usual = ours ? { nodes: 1, gpus: engine === "trl" ? 0 : 1 } : PAPER_HARDWARE;
  return {
    engine,
    task: ours ? "countdown" : "math",
    preset: preset.name,
    config: rlvrConfig(
      { ...defined(preset.config), ...ENGINE_DEFAULTS[engine], ...config, base: model },
      { elsewhere: true },
    ),
    optimizer: preset.optimizer,
    ...usual,
    ...defined(hardware),
    data,
  };
}

function requireModel(model: string): void {
  if (existsSync(path.join(model, "config.json")) || (!existsSync(model) && isHubName(model))) return;
  throw new Error(
    `wanted a model folder, with its config.json, or owner/name of the hub, such as Qwen/Qwen3-8B-Base; received "${model}"`,
  );
}

/**
 * Whether a model folder has our tokenizer, so that Countdown's problems and verdicts are in its words.
 * @example speaksCountdown("data/models/M") // true for the models of this project
 */
export function speaksCountdown(model: string): boolean {
  const file = path.join(model, "tokenizer.json");
  if (!existsSync(file)) return false;
  const { vocab } = readJson(file, tokenizerSchema).model;
  return VOCABULARY.every((word, id) => (vocab as Record<string, number> | undefined)?.[word] === id);
}

const tokenizerSchema = z.looseObject({ model: z.looseObject({ vocab: z.unknown() }) });

function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
