import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { findTorchPython } from "../benchmark/index.js";
import { projectPath, readText } from "../files/index.js";
import { selectBackend } from "../kernels/index.js";
import { findJupyter } from "../notebook/index.js";
import { command, printResult, run } from "./command.js";

/** One thing that was looked at. */
interface Finding {
  what: string;
  found: string;
  /** "optional": something works less well without it. */
  state: "ok" | "optional" | "broken";
  /** What to do, where something is to be done. */
  todo?: string;
}

const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "chrome"];

const program = command("doctor", "Look at what the project needs on this machine, and say what to do.")
  .option("--json", "print the findings as JSON")
  .action(async ({ json }: { json?: boolean }) => {
    const findings = [node(), machine(), await backend(), data(), kernel(), jupyter(), browser(), torch()];
    printResult(findings, findings.map(findingText).join("\n"), json);
    const broken = findings.filter(({ state }) => state === "broken").length;
    if (broken > 0) throw new Error(`${broken} of ${findings.length} must be mended`);
  });

function findingText({ what, found, state, todo }: Finding): string {
  const sign = { ok: "ok      ", optional: "optional", broken: "BROKEN  " }[state];
  return `${sign}  ${what.padEnd(10)}  ${found}${todo ? `\n${" ".repeat(22)}${todo}` : ""}`;
}

function node(): Finding {
  const wanted = /\d+\.\d+/.exec(JSON.parse(readText(projectPath("package.json"))).engines.node)![0];
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [wantedMajor, wantedMinor] = wanted.split(".").map(Number);
  const isNew = major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
  const found = `${process.version} on ${process.platform} ${process.arch}`;
  if (isNew) return { what: "Node.js", found, state: "ok" };
  return { what: "Node.js", found, state: "broken", todo: `install Node.js ${wanted} or newer` };
}

function machine(): Finding {
  const gigabytes = (totalmem() / 2 ** 30).toFixed(1);
  return { what: "machine", found: `${availableParallelism()} cores, ${gigabytes} GiB`, state: "ok" };
}

async function backend(): Promise<Finding> {
  try {
    const { name, line } = await selectBackend();
    const slow = name === "cpu";
    const todo = "the WebAssembly kernels do not start: npm run build, then look at FORKING_TOKENS_BACKEND";
    return { what: "backend", found: line, state: slow ? "optional" : "ok", ...(slow ? { todo } : {}) };
  } catch (error) {
    const todo = "unset FORKING_TOKENS_BACKEND, or name one that is installed";
    return { what: "backend", found: (error as Error).message, state: "broken", todo };
  }
}

function data(): Finding {
  const wanted = ["data/models/M", "data/runs/main.json.gz", "data/paper"];
  const missing = wanted.filter((name) => !existsSync(projectPath(name)));
  if (missing.length > 0)
    return {
      what: "data",
      found: `no ${missing.join(", ")}`,
      state: "broken",
      todo: "check out the whole repository",
    };
  try {
    accessSync(projectPath("figures"), constants.W_OK);
    return { what: "data", found: "models, recorded runs, the paper's numbers", state: "ok" };
  } catch {
    const todo = "outputs can go elsewhere: --out FOLDER, FORKING_TOKENS_FIGURES=FOLDER";
    return {
      what: "data",
      found: "there, but the project's folder cannot be written",
      state: "optional",
      todo,
    };
  }
}

function kernel(): Finding {
  const file = projectPath(".jupyter/kernels/tslab/kernel.json");
  const found = `tslab, TypeScript, started by npm run lab alone`;
  return existsSync(file)
    ? { what: "kernel", found, state: "ok" }
    : { what: "kernel", found: `no ${file}`, state: "broken", todo: "check out the whole repository" };
}

function jupyter(): Finding {
  const found = findJupyter(["lab", "notebook"]);
  if (!found) {
    const todo = "to step through notebooks: pip install jupyterlab, or apt-get install jupyter-notebook";
    return { what: "Jupyter", found: "none", state: "optional", todo };
  }
  const { stdout } = spawnSync(found.command, [found.subcommand, "--version"], { encoding: "utf8" });
  return { what: "Jupyter", found: `${found.command} ${found.subcommand} ${stdout.trim()}`, state: "ok" };
}

function browser(): Finding {
  const wanted = process.env.CHROME_PATH ? [process.env.CHROME_PATH, ...BROWSERS] : BROWSERS;
  for (const name of wanted) {
    const { status, stdout } = spawnSync(name, ["--version"], { encoding: "utf8" });
    if (status === 0) return { what: "browser", found: stdout.trim(), state: "ok" };
  }
  const todo =
    "only for the tests that compare figures with a browser's: install Chromium, or set CHROME_PATH";
  return { what: "browser", found: "no Chromium", state: "optional", todo };
}

function torch(): Finding {
  const python = findTorchPython();
  if (python) return { what: "PyTorch", found: python, state: "ok" };
  const todo = "only for npm run bench, whose PyTorch columns stay empty without it: pip install torch";
  return { what: "PyTorch", found: "none", state: "optional", todo };
}

void run(program);
