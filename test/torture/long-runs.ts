import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { projectPath } from "../../src/files/index.js";
import { quantile } from "../../src/statistics/index.js";
import { Report } from "./rounds.js";
import { TOY_MODEL } from "./workloads.js";

/** Memory may grow by this share from the second third of a run to the last. */
const GROWTH = 0.1;

/** Memory of two long jobs while they run: the tokens of many responses measured, many training steps. */
export async function longRuns({ tokens, steps }: { tokens: number; steps: number }): Promise<Report> {
  const folder = fs.mkdtempSync(path.join(tmpdir(), "torture-long-"));
  const report = new Report("long runs");
  const problems = 250; // of the test split
  const samples = Math.ceil(tokens / (problems * 40));
  const set = {
    prompts: 2,
    samples: 4,
    maxNewTokens: 8,
    tokenCost: 0.01,
    evaluateEvery: 0,
    evaluationSamples: 1,
  };
  const jobs: Record<string, string[]> = {
    [`measure, ${tokens} tokens`]: [
      ...[
        "measure",
        projectPath("data/models/S"),
        "--samples",
        String(samples),
        "--out",
        path.join(folder, "out"),
      ],
    ],
    [`train, ${steps} steps`]: [
      ...[
        "train",
        "--base",
        TOY_MODEL,
        "--out",
        path.join(folder, "run"),
        "--arm",
        "all",
        "--steps",
        String(steps),
      ],
      ...Object.entries(set).flatMap(([key, value]) => ["--set", `${key}=${value}`]),
    ],
  };
  for (const [name, [command, ...args]] of Object.entries(jobs)) {
    const child = spawn(process.execPath, [projectPath("dist/src/cli", `${command}.js`), ...args], {
      stdio: "ignore",
    });
    const megabytes = await memoryOf(child);
    report.tried++;
    const third = Math.floor(megabytes.length / 3);
    const [middle, last] = [megabytes.slice(third, 2 * third), megabytes.slice(2 * third)].map((part) =>
      part.length > 0 ? quantile(part, 0.5) : Number.NaN,
    );
    console.log(`${name}: ${middle.toFixed(0)} MB in the second third, ${last.toFixed(0)} MB in the last`);
    if (child.exitCode !== 0) report.fail(`${name}: ended with ${child.exitCode ?? child.signalCode}`);
    else if (!(last <= middle * (1 + GROWTH))) report.fail(`${name}: memory grows, ${megabytes.join(" ")}`);
  }
  const measured = countLines(path.join(folder, "out/tokens.jsonl"));
  console.log(`${measured} tokens were measured`);
  if (measured < tokens) report.fail(`wanted ${tokens} tokens, measured ${measured}`);
  fs.rmSync(folder, { recursive: true });
  return report;
}

/** Resident memory of a process in MB, once a second until it ends. */
async function memoryOf(child: ChildProcess): Promise<number[]> {
  const megabytes: number[] = [];
  while (child.exitCode === null && child.signalCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    try {
      megabytes.push(
        Number(execFileSync("ps", ["-o", "rss=", "-p", String(child.pid)], { encoding: "utf8" })) / 1024,
      );
    } catch {
      // it has ended
    }
  }
  return megabytes.filter((size) => size > 0);
}

function countLines(file: string): number {
  if (!fs.existsSync(file)) return 0;
  return Number(execFileSync("wc", ["-l", file], { encoding: "utf8" }).trim().split(" ")[0]);
}
