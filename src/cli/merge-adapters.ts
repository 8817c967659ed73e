import { existsSync } from "node:fs";
import path from "node:path";
import { replaceFile, requireOwnFolder } from "../files/index.js";
import { selectBackend } from "../kernels/index.js";
import { baseOfAdapters, loadAdapters, savePolicy } from "../models/index.js";
import { runModel } from "../training/index.js";
import { command, folder, printResult, run } from "./command.js";

/** What a merged model was made of. */
const ORIGIN_FILE = "merged.json";

const program = command(
  "merge-adapters",
  "Makes a model folder of low-rank adapters and their base: every target matrix becomes base + alpha / rank B A.",
)
  .requiredOption("--model <folder>", "folder of adapters as peft writes it, or run folder", folder)
  .requiredOption("--out <folder>", "model folder to write", folder)
  .option("--json", "print the folder as JSON")
  .action(async ({ model, out, json }) => {
    const { folder } = runModel(model);
    const from = baseOfAdapters(folder);
    if (from === undefined)
      throw new Error(`${folder} holds no adapters: wanted an adapter_config.json in it`);
    const origin = path.join(out, ORIGIN_FILE);
    requireOwnFolder(out, () => existsSync(origin), "a model that merge-adapters made");
    console.error((await selectBackend()).line);
    const { merged } = loadAdapters(folder);
    replaceFile(origin, `${JSON.stringify({ adapters: folder, base: from }, null, 2)}\n`);
    savePolicy(merged, out, { from });
    printResult({ model: out, base: from }, out, json);
  });

void run(program);
