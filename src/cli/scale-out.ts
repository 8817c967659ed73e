import { type Command, Option } from "commander";
import {
  type LaunchedRun,
  type LaunchFiles,
  type LaunchInput,
  launchSettings,
  rayFiles,
  readMathRows,
  seedRuns,
  slurmFiles,
  speaksCountdown,
  studyRuns,
  type TrainingEngine,
  trlFiles,
  verlFiles,
  writeLaunchFolder,
} from "../scale-out/index.js";
import { STUDY_PRESETS, type StudyPreset } from "../study/index.js";
import { ARMS } from "../token-rules/index.js";
import type { RlvrConfig } from "../training/index.js";
import {
  command,
  count,
  file,
  folder,
  folderOrFile,
  integerIn,
  number,
  printResult,
  run,
  seed,
  setting,
  withFlags,
} from "./command.js";

const program = command(
  "scale-out",
  "Write a folder that runs the same experiment elsewhere: with TRL or verl, or our own study on a cluster. Nothing is started.",
);

/** What a run of ours is told, under the names of `train`. */
function withSettings(subcommand: Command): Command {
  return subcommand
    .requiredOption("--out <folder>", "new folder to write", folder)
    .addOption(new Option("--rule <rule>", "tokens that receive gradient (default: top)").choices([...ARMS]))
    .option("--rho <share>", "share of tokens on (0, 1] (default: 0.2)", number)
    .option("--seed <seed>", "whole number (default: 0)", seed)
    .option("--steps <steps>", "rollout batches", count)
    .option("--lr <rate>", "learning rate of Adam", number)
    .option("--set <key=value>", "any other key of the configuration (repeatable)", setting, {})
    .option("--json", "print the folder and its files as JSON");
}

interface SettingFlags {
  out: string;
  rule?: RlvrConfig["arm"];
  rho?: number;
  seed?: number;
  steps?: number;
  lr?: number;
  set: Record<string, unknown>;
  json?: boolean;
}

function configOf({ rule, rho, seed, steps, lr, set }: SettingFlags): Partial<RlvrConfig> {
  return withFlags(set, { arm: rule, rho, seed, steps, learningRate: lr });
}

function trainingEngine(engine: TrainingEngine, description: string): Command {
  return withSettings(program.command(engine).description(description))
    .requiredOption(
      "--model <model>",
      "model folder, or a model's name on the hub such as Qwen/Qwen3-8B-Base",
    )
    .option("--nodes <count>", "machines", count)
    .option("--gpus <count>", "GPUs of each; 0: the CPU (TRL only)", integerIn(0, 64))
    .option("--data <file>", 'word problems to train on, lines of {"question", "answer"}', file)
    .option("--validation <file>", "word problems to evaluate on", file);
}

interface EngineFlags extends SettingFlags {
  model: string;
  nodes?: number;
  gpus?: number;
  data?: string;
  validation?: string;
}

async function settingsFrom(engine: TrainingEngine, flags: EngineFlags) {
  const { model, nodes, gpus, data, validation } = flags;
  if ((data === undefined) !== (validation === undefined))
    throw new Error("--data and --validation belong together; received one of them");
  const problems =
    data && validation
      ? { train: await readMathRows(data), validation: await readMathRows(validation) }
      : undefined;
  const input: LaunchInput = { engine, model, config: configOf(flags), data: problems, nodes, gpus };
  return launchSettings(input);
}

function write({ out, model, json }: OwnFlags, files: LaunchFiles): void {
  writeLaunchFolder(out, files, { model: model && speaksCountdown(model) ? model : undefined });
  const names = Object.keys(files);
  printResult({ folder: out, files: names }, `${out}: ${names.length} files; begin with its README.md`, json);
}

trainingEngine("trl", "TRL's GRPOTrainer, with our token rule and normaliser").action(
  async (flags: EngineFlags) => write(flags, trlFiles(await settingsFrom("trl", flags))),
);

trainingEngine("verl", "the paper's own fork of verl; or verl itself")
  .option(
    "--mainline",
    "verl itself: no entropy mask, but all tokens, Clip-Cov, KL-Cov, CISPO, GSPO, SAPO, DPPO",
  )
  .action(async ({ mainline, ...flags }: EngineFlags & { mainline?: true }) =>
    write(flags, verlFiles(await settingsFrom("verl", flags), mainline ? "mainline" : "fork")),
  );

function ownEngine(engine: "slurm" | "ray", description: string): Command {
  return withSettings(program.command(engine).description(description))
    .option("--model <folder>", "model folder: one run of `train` a seed", folderOrFile)
    .option("--seeds <count>", "with --model: seeds, from --seed on (default: 5)", count)
    .addOption(
      new Option("--preset <preset>", "instead of --model: the runs of the study, by `ablate`")
        .choices([...STUDY_PRESETS])
        .conflicts(["model", "seeds", "rule", "rho", "seed", "steps", "lr", "set"]),
    )
    .addOption(
      new Option("--only <text>", "with --preset: only the runs whose name contains this text").conflicts(
        "model",
      ),
    );
}

interface OwnFlags extends SettingFlags {
  model?: string;
  seeds?: number;
  preset?: StudyPreset;
  only?: string;
}

function runsFrom({ model, seeds = 5, preset, only, ...flags }: OwnFlags): LaunchedRun[] {
  if (preset) return studyRuns(preset, { only });
  if (model) return seedRuns({ ...configOf(flags), base: model }, { seeds });
  throw new Error("wanted --model, for one configuration, or --preset, for runs of the study");
}

ownEngine("slurm", "our own runs as a Slurm array and as a list of commands")
  .option("--at-once <count>", "tasks of the array that run at once", count, 40)
  .action(({ atOnce, model, ...flags }: OwnFlags & { atOnce: number }) =>
    write(flags, slurmFiles(runsFrom({ model, ...flags }), { atOnce })),
  );

ownEngine("ray", "our own runs as tasks of a Ray cluster").action(({ model, ...flags }: OwnFlags) =>
  write(flags, rayFiles(runsFrom({ model, ...flags }))),
);

void run(program);
