import { spawn } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import {
  type ExploredRun,
  explorerPage,
  isExplorerPage,
  RECORDED_RUNS,
  readMeasurements,
  recordedRuns,
} from "../explorer/index.js";
import { readText, replaceFile, requireOwnFile } from "../files/index.js";
import { command, file, folderOrFile, printResult, run, several } from "./command.js";
import { recordExplorer } from "./record-explorer.js";

const program = command(
  "explore",
  "Open the explorer: one page of responses, their tokens, and what each rule keeps.",
)
  .argument(
    "[measurements...]",
    "also show these: files or folders that npm run measure wrote",
    several(folderOrFile),
  )
  .option("--out <file>", "where the page goes", file, "explorer.html")
  .option("--no-open", "write the page and print its address")
  .option("--json", "print its address and models as JSON")
  .option("--record", "sample the recorded responses and branches again")
  .action(
    async (
      measurements: string[],
      { out, open, json, record }: { out: string; open: boolean; json?: boolean; record?: boolean },
    ) => {
      requireOwnFile(out, isExplorerPage, "a page of the explorer");
      if (record) await recordExplorer(RECORDED_RUNS);
      const runs = [...recordedRuns(), ...measurements.map(measuredRun)];
      replaceFile(out, await explorerPage(runs));
      const address = pathToFileURL(path.resolve(out)).href;
      const models = runs.map(({ name, responses }) => ({ name, responses: responses.length }));
      const shown = models.reduce((sum, { responses }) => sum + responses, 0);
      printResult({ address, models }, `${runs.length} models, ${shown} responses: ${address}`, json);
      if (open) openInBrowser(address);
    },
  );

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

function openInBrowser(address: string): void {
  const [opener, ...before] = { darwin: ["open"], win32: ["cmd", "/c", "start", ""] }[
    process.platform as string
  ] ?? ["xdg-open"];
  const child = spawn(opener, [...before, address], { stdio: "ignore", detached: true });
  child.on("error", () => console.error(`no browser could be opened by ${opener}: open the address above`));
  child.unref();
}

void run(program);
