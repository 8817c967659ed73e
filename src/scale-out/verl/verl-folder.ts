import { costText } from "../launch/cost-text.js";
import { json, type LaunchFiles, launchRecord } from "../launch/launch-folder.js";
import { deviationsList, launchTitle, settingsTable } from "../launch/record-text.js";
import type { LaunchSettings } from "../launch/settings.js";
import { fillTemplate, template } from "../launch/template.js";
import { translateSettings } from "../launch/translation.js";
import { taskFiles } from "../task/task-files.js";
import { checkOverrides } from "./composed-configuration.js";
import { verlDeviations } from "./deviations.js";
import { overrideWord, verlOverrides } from "./overrides.js";
import { VERL_TARGETS, type VerlTargetName } from "./target.js";
import { verlTranslation } from "./translation.js";

/**
 * The files of a launch folder for verl, without the model.
 * @example verlFiles(launchSettings({ engine: "verl", model: "Qwen/Qwen3-14B", gpus: 8 }))
 */
export function verlFiles(settings: LaunchSettings, target: VerlTargetName = "fork"): LaunchFiles {
  const { repository, version, module } = VERL_TARGETS[target];
  const translated = translateSettings(settings, verlTranslation(target));
  const overrides = verlOverrides(settings, translated, target);
  checkOverrides(overrides, target);
  const record = launchRecord(settings, {
    engine: { name: "verl", version: `${target} ${version}` },
    executed: "nothing; verl composes these overrides, without a GPU and without an error",
    settings: translated,
    deviations: verlDeviations(settings, target),
  });
  return {
    "launch.json": json(record),
    "README.md": {
      text: fillTemplate("verl/README.md", {
        title: launchTitle(settings),
        repository,
        version,
        checkout: target === "fork" ? version : `v${version}`,
        executed: record.executed,
        machines: `${settings.nodes} x ${settings.gpus} GPUs`,
        cost: costText(settings),
        deviations: deviationsList(record),
        settings: settingsTable(record),
      }),
    },
    "overrides.json": json(overrides),
    "run.sh": {
      text: fillTemplate("verl/run.sh", {
        repository,
        version,
        module,
        overrides: Object.entries(overrides)
          .map(([name, value]) => `  ${overrideWord(name, value)}`)
          .join("\n"),
      }),
      executable: true,
    },
    "requirements.txt": {
      text: template(settings.task === "math" ? "task/math-requirements.txt" : "verl/requirements.txt"),
    },
    "prepare_data.py": { text: template("verl/prepare_data.py") },
    ...taskFiles(settings),
  };
}
