import { spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { countdownTask, decodeTokens } from "../countdown/index.js";
import {
  type ExploredRun,
  explorerPage,
  readMeasurements,
  recordBranches,
  recordRun,
} from "../explorer/index.js";
import { projectPath, readText, replaceFile } from "../files/index.js";
import { selectBackend } from "../kernels/index.js";
import { loadPolicy, loadTokenizer } from "../models/index.js";
import { seededRng } from "../random/index.js";
import { command, run } from "./command.js";

/** What is recorded with the project: a file a model. */
const RECORDED = projectPath("data/explorer");
const RECORDED_MODELS = [
  { file: "1-base", name: "base model M", folder: "data/models/M" },
  {
    file: "2-all",
    name: "trained on all tokens",
    folder: "data/runs/checkpoints/M-all-seed0/models/step-200",
  },
  {
    file: "3-top",
    name: "trained on the top 20 %",
    folder: "data/runs/checkpoints/M-top-seed0/models/step-200",
  },
];
const PROBLEMS = 24;
const SAMPLES = 8;
/** Problems whose first response is branched at its forks. */
const BRANCHED_PROBLEMS = 2;

const program = command(
  "explore",
  "Open the explorer: one page of responses, their tokens, and what each rule keeps.",
)
  .argument("[measurements...]", "also show these: files or folders that npm run measure wrote")
  .option("--out <file>", "where the page goes", "explorer.html")
  .option("--no-open", "write the page and print its address")
  .option("--record", "sample the recorded responses and branches again")
  .action(
    async (
      measurements: string[],
      { out, open, record }: { out: string; open: boolean; record?: boolean },
    ) => {
      if (record) await recordAll();
      const runs = [...recordedRuns(), ...measurements.map(measuredRun)];
      replaceFile(out, await explorerPage(runs));
      const address = pathToFileURL(path.resolve(out)).href;
      console.log(
        `${runs.length} models, ${runs.reduce((sum, { responses }) => sum + responses.length, 0)} responses: ${address}`,
      );
      if (open) openInBrowser(address);
    },
  );

function recordedRuns(): ExploredRun[] {
  return readdirSync(RECORDED)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => JSON.parse(readText(path.join(RECORDED, name))));
}

/** What `measure` left in a file, or in a folder. */
function measuredRun(place: string): ExploredRun {
  const names = ["responses.jsonl", "tokens.jsonl", "scores.jsonl"];
  const isFolder = statSync(place, { throwIfNoEntry: false })?.isDirectory();
  const found = isFolder ? readdirSync(place).find((name) => names.includes(name)) : "";
  if (found === undefined)
    throw new Error(`${place} has no ${names.join(", ")}; wanted what npm run measure writes`);
  try {
    return readMeasurements(readText(path.join(place, found)), path.basename(path.resolve(place)));
  } catch (error) {
    throw new Error(`${path.join(place, found)}: ${(error as Error).message}`);
  }
}

async function recordAll(): Promise<void> {
  console.error((await selectBackend()).line);
  const task = countdownTask();
  const all = task.problems("test");
  const problems = Array.from({ length: PROBLEMS }, (_, i) => all[Math.floor((i * all.length) / PROBLEMS)]);
  for (const { file, name, folder } of RECORDED_MODELS) {
    console.error(`${name}: ${PROBLEMS * SAMPLES} responses and their branches`);
    const policy = loadPolicy(projectPath(folder));
    const sampled = recordRun(policy, {
      ...{ name, task, problems, separator: " ", samplesPerPrompt: SAMPLES, forkRoles: ["real"] },
      about: `${SAMPLES} responses to each of ${PROBLEMS} test problems at temperature 1, from ${folder}`,
      promptText: (problem) => decodeTokens(task.prompt(problem) as ArrayLike<number>),
      tokenizer: loadTokenizer(projectPath(folder)),
      rng: seededRng(0),
    });
    const branched = recordBranches(policy, sampled, {
      ...{ task, problems, rng: seededRng(1) },
      responses: Array.from({ length: BRANCHED_PROBLEMS }, (_, i) => i * SAMPLES),
    });
    policy.dispose();
    replaceFile(path.join(RECORDED, `${file}.json`), `${JSON.stringify(branched)}\n`);
  }
}

function openInBrowser(address: string): void {
  const [opener, ...before] = { darwin: ["open"], win32: ["cmd", "/c", "start", ""] }[
    process.platform as string
  ] ?? ["xdg-open"];
  const child = spawn(opener, [...before, address], { stdio: "ignore", detached: true });
  child.on("error", () => console.error(`no browser could be opened by ${opener}: open the address above`));
  child.unref();
}

void run(program);
