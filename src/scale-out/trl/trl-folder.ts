import { costText } from "../launch/cost-text.js";
import { json, type LaunchFile, type LaunchFiles, launchRecord } from "../launch/launch-folder.js";
import { deviationsList, launchTitle, settingsTable } from "../launch/record-text.js";
import type { LaunchSettings } from "../launch/settings.js";
import { fillTemplate, template } from "../launch/template.js";
import { translateSettings } from "../launch/translation.js";
import { taskFiles } from "../task/task-files.js";
import { trlBatches } from "./batches.js";
import { trlDeviations } from "./deviations.js";
import { grpoConfig } from "./grpo-config.js";
import { TRL_TRANSLATION, TRL_VERSION } from "./translation.js";

/**
 * The files of a launch folder for TRL, without the model.
 * @example trlFiles(launchSettings({ engine: "trl", model: "data/models/M" }))
 */
export function trlFiles(settings: LaunchSettings): LaunchFiles {
  const translated = translateSettings(settings, TRL_TRANSLATION);
  const record = launchRecord(settings, {
    engine: { name: "trl", version: TRL_VERSION },
    executed:
      settings.gpus === 0
        ? "such runs, on a CPU with models of this project"
        : "never on GPUs; these files, on a CPU with models of this project",
    settings: translated,
    deviations: trlDeviations(settings),
  });
  return {
    "launch.json": json(record),
    "README.md": {
      text: fillTemplate("trl/README.md", {
        title: launchTitle(settings),
        version: TRL_VERSION,
        executed: record.executed,
        command:
          settings.nodes > 1
            ? "HEAD=ADDRESS RANK=0 ./run.sh   # on every machine, RANK counting up"
            : "./run.sh",
        cost: costText(settings),
        deviations: deviationsList(record),
        settings: settingsTable(record),
      }),
    },
    "grpo.json": json(grpoConfig(settings, translated)),
    "train.py": { text: template("trl/train.py") },
    "run.sh": runScript(settings),
    "requirements.txt": {
      text: [
        template("trl/requirements.txt"),
        ...(settings.task === "math" ? [template("task/math-requirements.txt")] : []),
        ...(settings.gpus > 0 ? [template("trl/gpu-requirements.txt")] : []),
      ].join(""),
    },
    ...taskFiles(settings),
  };
}

/** One process, or one a GPU on one or several machines. */
function runScript(settings: LaunchSettings): LaunchFile {
  const { processes } = trlBatches(settings);
  const text =
    processes === 1
      ? template("trl/run.sh")
      : fillTemplate("trl/run-on-gpus.sh", {
          nodes: String(settings.nodes),
          processes: String(processes),
        });
  return { text, executable: true };
}
