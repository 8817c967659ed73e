import { spawnSync } from "node:child_process";
import path from "node:path";
import { projectPath } from "../files/index.js";

/** `.jupyter` of this project: with JUPYTER_PATH set to it, Jupyter finds the project's kernel. */
export const JUPYTER_FOLDER: string = projectPath(".jupyter");

const PLACES = ["jupyter", "/usr/bin/jupyter"];

/**
 * The environment in which Jupyter finds the project's kernel first.
 * @example spawn("jupyter", ["lab"], { env: jupyterEnvironment() })
 */
export function jupyterEnvironment(): NodeJS.ProcessEnv {
  const others = process.env.JUPYTER_PATH ? [process.env.JUPYTER_PATH] : [];
  return { ...process.env, JUPYTER_PATH: [JUPYTER_FOLDER, ...others].join(path.delimiter) };
}

/**
 * A Jupyter that has one of these subcommands, in the order of preference; undefined where there is none.
 * @example findJupyter(["lab", "notebook"])?.subcommand
 */
export function findJupyter(
  subcommands: readonly string[],
): { command: string; subcommand: string } | undefined {
  for (const subcommand of subcommands) {
    for (const command of PLACES) {
      if (spawnSync(command, [subcommand, "--version"], { stdio: "ignore" }).status === 0) {
        return { command, subcommand };
      }
    }
  }
  return undefined;
}
