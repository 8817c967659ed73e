import { spawn, spawnSync } from "node:child_process";
import { Option } from "commander";
import { ENVIRONMENT } from "../files/index.js";
import {
  chineseEdition,
  findJupyter,
  findNotebooks,
  jupyterEnvironment,
  NOTEBOOKS_FOLDER,
  PRESETS,
  type Preset,
} from "../notebook/index.js";
import { command, integerIn, run } from "./command.js";

interface Flags {
  port?: number;
  browser: boolean;
  allowRoot?: boolean;
  preset?: Preset;
}

const INSTALL_HINT = `no Jupyter found (looked for "jupyter lab" and "jupyter notebook" on PATH and in /usr/bin). Install one:
  pip install jupyterlab
  apt-get install --no-install-recommends jupyter-notebook jupyter-nbformat     (Debian, Ubuntu)
Everything else works without it: npm run notebooks executes the notebooks, and any editor shows them.`;

const program = command("lab", "Open the notebooks in Jupyter with the project's own TypeScript kernel.")
  .option("--port <port>", "port of the notebook server", integerIn(1, 65535))
  .option("--no-browser", "print the address instead of opening a browser")
  .option("--allow-root", "let Jupyter run as root, as in a container")
  .addOption(
    new Option("--preset <preset>", "how much the notebooks compute (default: quick)").choices([...PRESETS]),
  )
  .action(async ({ port, browser, allowRoot, preset }: Flags) => {
    const jupyter = findJupyter(["lab", "notebook"]);
    if (!jupyter) throw new Error(INSTALL_HINT);
    const flags = [
      ...(port === undefined ? [] : [`--port=${port}`]),
      ...(browser ? [] : ["--no-browser"]),
      ...(allowRoot ? ["--allow-root"] : []),
    ];
    sign(jupyter.command);
    const child = spawn(jupyter.command, [jupyter.subcommand, ...flags], {
      cwd: NOTEBOOKS_FOLDER,
      env: { ...jupyterEnvironment(), ...(preset && { [ENVIRONMENT.preset]: preset }) },
      stdio: "inherit",
    });
    process.on("SIGINT", () => {});
    process.exitCode = await new Promise<number>((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
  });

/** The project's own notebooks open as trusted, so that their tables are shown as tables; without that, as text. */
function sign(jupyter: string): void {
  const files = findNotebooks().flatMap((english) => {
    const chinese = chineseEdition(english);
    return chinese ? [english.notebook, chinese.notebook] : [english.notebook];
  });
  const { status } = spawnSync(jupyter, ["trust", ...files], { stdio: "ignore" });
  if (status !== 0)
    console.error(
      "no `jupyter trust` to sign the notebooks with, so stored tables may show as text until their cells are run (Debian: apt-get install jupyter-nbformat)",
    );
}

void run(program);
