import { chmodSync, copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { projectPath, readJson, replaceFolder, requireOwnFolder } from "../../files/index.js";
import type { LaunchRecord } from "./launch-record.js";
import type { LaunchSettings } from "./settings.js";
import type { TranslatedSetting } from "./translation.js";

/** A file of a launch folder by its path there; its text, and whether it can be run. */
export interface LaunchFile {
  text: string;
  executable?: boolean;
}

/** Files by their path in the launch folder. */
export type LaunchFiles = Record<string, LaunchFile>;

/**
 * Writes a new folder, all or nothing. Nothing in it is ever started by us.
 * @param options model: a model folder that is copied to `model/`, readable for all (TRL and verl run as another user)
 * @throws Error where the folder exists and is not empty, or is a file
 * @example writeLaunchFolder("launch", trlFiles(settings), { model: "data/models/M" })
 */
export function writeLaunchFolder(
  folder: string,
  files: LaunchFiles,
  { model }: { model?: string } = {},
): void {
  requireOwnFolder(folder, () => false, "empty");
  replaceFolder(folder, (temporary) => {
    for (const [name, { text, executable }] of Object.entries(files)) {
      const file = path.join(temporary, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
      if (executable) chmodSync(file, 0o755);
    }
    if (model === undefined) return;
    mkdirSync(path.join(temporary, "model"));
    for (const name of readdirSync(model).filter((name) => /\.(json|safetensors|txt|jinja)$/.test(name))) {
      copyFileSync(path.join(model, name), path.join(temporary, "model", name));
      chmodSync(path.join(temporary, "model", name), 0o644);
    }
  });
}

/** What launch.json holds. */
export function launchRecord(
  settings: LaunchSettings,
  own: Pick<LaunchRecord, "engine" | "executed" | "deviations"> & { settings: readonly TranslatedSetting[] },
): LaunchRecord {
  const { task, preset, config, optimizer, nodes, gpus } = settings;
  return {
    kind: "forking-tokens launch",
    kit: readJson(projectPath("package.json"), z.looseObject({ version: z.string() })).version,
    engine: own.engine,
    executed: own.executed,
    task,
    preset,
    config,
    optimizer: { ...optimizer },
    hardware: { nodes, gpus },
    settings: [...own.settings],
    deviations: own.deviations,
  };
}

export function json(value: unknown): LaunchFile {
  return { text: `${JSON.stringify(value, null, 2)}\n` };
}

export function jsonLines(values: readonly unknown[]): LaunchFile {
  return { text: values.map((value) => `${JSON.stringify(value)}\n`).join("") };
}
