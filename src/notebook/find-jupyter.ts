import { spawnSync } from "node:child_process";
import path from "node:path";
import { projectPath } from "../files/index.js";

/** `.jupyter` of this project: with JUPYTER_PATH set to it, Jupyter finds the project's kernel. */
export const JUPYTER_FOLDER: string = projectPath(".jupyter");

const PLACES = ["jupyter", "/usr/bin/jupyter"];

/**
 * The environment in which Jupyter finds the project's kernel and figures first. Its labconfig/page_config.json turns off
 * the plotly extension that comes with Python's plotly: it would take the figures over and draw them at twice their size.
 * @example spawn("jupyter", ["lab"], { env: jupyterEnvironment() })
 */
export function jupyterEnvironment(): NodeJS.ProcessEnv {
  const { JUPYTER_PATH, JUPYTER_CONFIG_PATH } = process.env;
  const first = (others?: string): string =>
    [JUPYTER_FOLDER, ...(others ? [others] : [])].join(path.delimiter);
  return {
    ...process.env,
    JUPYTER_PATH: first(JUPYTER_PATH),
    JUPYTER_CONFIG_PATH: first(JUPYTER_CONFIG_PATH),
  };
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
