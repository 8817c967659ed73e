import { jsonLines, type LaunchFiles } from "../launch/launch-folder.js";
import type { LaunchSettings } from "../launch/settings.js";
import { template } from "../launch/template.js";
import { countdownSplitRows, countdownTrainingRows } from "./countdown-data.js";
import { goldenVerdicts } from "./golden-verdicts.js";
import { mathVerifierBundle } from "./math-bundle.js";
import { goldenMathVerdicts } from "./math-data.js";

/** Problems, verifier, reward and golden verdicts of the task. */
export function taskFiles(settings: LaunchSettings): LaunchFiles {
  const own = settings.task === "countdown" ? countdownFiles(settings) : mathFiles(settings);
  return { "reward.py": { text: template("task/reward.py") }, ...own };
}

function countdownFiles({ config }: LaunchSettings): LaunchFiles {
  return {
    "task.py": { text: template("task/countdown_task.py") },
    "verdicts.jsonl": jsonLines(goldenVerdicts(config)),
    "data/train.jsonl": jsonLines(countdownTrainingRows(config)),
    "data/validation.jsonl": jsonLines(countdownSplitRows("validation", config)),
    "data/test.jsonl": jsonLines(countdownSplitRows("test", config)),
    "data/ood.jsonl": jsonLines(countdownSplitRows("ood", config)),
  };
}

function mathFiles({ config, data }: LaunchSettings): LaunchFiles {
  return {
    "task.py": { text: template("task/math_task.py") },
    "math_verifier.js": { text: mathVerifierBundle() },
    "verdicts.jsonl": jsonLines(goldenMathVerdicts(config)),
    ...(data
      ? {
          "data/train.jsonl": jsonLines(data.train),
          "data/validation.jsonl": jsonLines(data.validation),
        }
      : { "fetch_data.py": { text: template("task/fetch_data.py") } }),
  };
}
