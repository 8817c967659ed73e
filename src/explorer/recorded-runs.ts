import { readdirSync } from "node:fs";
import path from "node:path";
import { projectPath, readText } from "../files/index.js";
import type { ExploredRun } from "./explored-run.js";

/** Where the runs lie that are recorded with the project, a file a model. */
export const RECORDED_RUNS: string = projectPath("data/explorer");

/**
 * The runs that are recorded with the project, in the order of their files' names.
 * @example recordedRuns().map(({ name }) => name)
 */
export function recordedRuns(): ExploredRun[] {
  return readdirSync(RECORDED_RUNS)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => JSON.parse(readText(path.join(RECORDED_RUNS, name))));
}
