import { requireVocabulary } from "../../countdown/index.js";
import { readModelConfig } from "../../models/index.js";
import { chosenRuns, heldOutSplits, plannedRuns, type StudyPreset } from "../../study/index.js";
import { type RlvrConfig, rlvrConfig } from "../../training/index.js";
import { studyPreset } from "../launch/presets.js";

/** One run of ours as a task of a cluster. */
export interface LaunchedRun {
  /** Its folder below the folder of all runs. */
  name: string;
  /** A file of `dist/src/cli/`. */
  command: "train" | "ablate";
  /** Its arguments, but for the folder. */
  arguments: string[];
  /** Splits whose evaluation a finished run holds. */
  evaluated: string[];
}

/**
 * The runs of a preset of the study whose name contains a text; all without one. Throws where none does.
 * @example studyRuns("quick", { only: "M-top" }).map(({ name }) => name)
 */
export function studyRuns(preset: StudyPreset, { only = "" }: { only?: string } = {}): LaunchedRun[] {
  return chosenRuns(plannedRuns(preset), { only }, `run of preset "${preset}"`).map(
    ({ name, task }): LaunchedRun => ({
      name,
      command: "ablate",
      arguments: ["--preset", preset, "--run", name],
      evaluated: [...heldOutSplits({ task })],
    }),
  );
}

/**
 * One run of a configuration for each seed, by `train`; what the configuration leaves open is as in the study.
 * @throws Error where the base is no model that `train` takes; naming every key that is wrong or unknown
 * @example seedRuns({ base: "data/models/M", arm: "top" }, { seeds: 3 }).length // three
 */
export function seedRuns(
  config: Partial<RlvrConfig> & { base: string },
  { seeds }: { seeds: number },
): LaunchedRun[] {
  if (!Number.isInteger(seeds) || seeds < 1)
    throw new Error(`wanted a whole number of seeds, at least 1, received ${seeds}`);
  requireVocabulary(config.base, readModelConfig(config.base));
  const first = config.seed ?? 0;
  return Array.from({ length: seeds }, (_, i) => {
    const whole = rlvrConfig({ ...studyPreset(config.base, config).config, ...config, seed: first + i });
    const { base, arm, ...others } = whole;
    return {
      name: `${arm}-seed${whole.seed}`,
      command: "train",
      arguments: [
        ...["--base", base, "--arm", arm],
        ...Object.entries(others).flatMap(([key, value]) => ["--set", `${key}=${value}`]),
      ],
      evaluated: [],
    };
  });
}

/** The run as a line of a shell script: `$KIT` is our folder on that machine, `$OUT` that of the run folders. */
export function commandLine({ name, command, arguments: given }: LaunchedRun): string {
  const folder = command === "ablate" ? `"$OUT"` : `"$OUT"/${quoted(name)}`;
  return `node "$KIT"/dist/src/cli/${command}.js ${given.map(quoted).join(" ")} --out ${folder}`;
}

function quoted(word: string): string {
  return /^[\w./=+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
