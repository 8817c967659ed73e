import { jsonLines, type LaunchFiles } from "../launch/launch-folder.js";
import { fillTemplate, template } from "../launch/template.js";
import { commandLine, type LaunchedRun } from "./launched-runs.js";

/** Hours that a task may take: the longest run of the study takes eleven minutes of a quiet core. */
const HOURS = "02";

/**
 * The files of a launch folder for a cluster with Slurm, or for any machine with a shell.
 * @example writeLaunchFolder("launch", slurmFiles(studyRuns("full"), { atOnce: 8 }))
 */
export function slurmFiles(
  runs: readonly LaunchedRun[],
  { atOnce = 40 }: { atOnce?: number } = {},
): LaunchFiles {
  return {
    "runs.jsonl": jsonLines(runs),
    "commands.txt": { text: runs.map((run) => `${commandLine(run)}\n`).join("") },
    "array.sh": {
      text: fillTemplate("study/array.sh", {
        last: String(runs.length - 1),
        atOnce: String(atOnce),
        hours: HOURS,
      }),
      executable: true,
    },
    "README.md": { text: fillTemplate("study/slurm.md", { runs: String(runs.length) }) },
  };
}

/**
 * The files of a launch folder for a Ray cluster.
 * @example writeLaunchFolder("launch", rayFiles(studyRuns("full")))
 */
export function rayFiles(runs: readonly LaunchedRun[]): LaunchFiles {
  return {
    "runs.jsonl": jsonLines(runs),
    "driver.py": { text: template("study/driver.py") },
    "requirements.txt": { text: template("study/requirements.txt") },
    "README.md": { text: fillTemplate("study/ray.md", { runs: String(runs.length) }) },
  };
}
